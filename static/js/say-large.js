/*
 * Sentences to say, shown large: each block gets a button, and each of its bubbles a touch, that
 * shows its sentences one by one over the whole page, turned round if need be for who sits
 * opposite. The view stands in main and hides what is around it; nothing lies over the exit.
 * Reading aloud happens on the device or not at all.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const speech = self.speechSynthesis;
  let sentences = [];
  let number = 0;
  let opener = null;

  const find = (part) => document.querySelector(`[data-say-large] ${part}`);
  const button = (name) => find(`[data-say="${name}"]`);

  /**
   * A voice in the language of the page that needs no server: what is read aloud stays on the
   * device.
   */
  const voice = () =>
    speech
      ?.getVoices()
      .find(({ lang, localService }) => localService && lang.slice(0, 2) === root.lang.slice(0, 2));
  const hush = () => speech?.cancel();

  function show() {
    hush();
    const place = find("[data-say-place]");
    find("[data-say-words]").textContent = sentences[number];
    place.textContent = place.dataset.sayPlace
      .replace("{number}", number + 1)
      .replace("{count}", sentences.length);
    button("back").disabled = number === 0;
    button("next").disabled = number === sentences.length - 1;
    button("read").hidden = !voice();
  }

  /** Show the large view, or the page again. */
  function toggle(open) {
    hush();
    document.getElementById("main").toggleAttribute("data-large", open);
    document.querySelector("[data-say-large]").hidden = !open;
    if (open) {
      show();
      scrollTo(0, 0);
    }
    (open ? find("[data-say-words]") : opener).focus();
  }

  const actions = {
    open(target) {
      opener = target.closest(".say").querySelector("[data-say]");
      const quotes = [...target.closest(".say").querySelectorAll("q")];
      sentences = quotes.map((quote) => quote.textContent.trim());
      number = Math.max(0, quotes.indexOf(target.querySelector("q")));
      toggle(true);
    },
    close: () => toggle(false),
    back: () => number && (number--, show()),
    next: () => number < sentences.length - 1 && (number++, show()),
    turn(target) {
      target.ariaPressed = find("[data-say-words]").classList.toggle("turned");
    },
    read() {
      const words = Object.assign(new SpeechSynthesisUtterance(sentences[number]), {
        voice: voice(),
        lang: root.lang,
      });
      hush();
      if (words.voice) speech.speak(words);
    },
  };

  /** Give every block its button. */
  function offer() {
    hush();
    const sample = find("template")?.content.firstElementChild;
    if (sample)
      for (const block of document.querySelectorAll("#main .block.say"))
        if (!block.querySelector("[data-say]")) block.append(sample.cloneNode(true));
  }

  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-say]");
    if (pressed) return actions[pressed.dataset.say](pressed);
    // the button below it does the same for the keyboard
    const bubble = target.closest("#main .say li");
    if (bubble && !target.closest("a") && getSelection().isCollapsed) actions.open(bubble);
  });
  document.addEventListener("htmx:after:swap", offer);
  // the exit, and every way out of the page, puts a cover on the root: silence before anything else
  new MutationObserver(() => document.querySelector("exit-cover") && hush()).observe(root, {
    childList: true,
  });
  voice(); // the first question makes a browser fetch its list of voices
  offer();
})();
