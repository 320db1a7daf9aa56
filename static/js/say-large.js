/*
 * Example sentences, shown large: a button on each block, or a tap on one of its speech bubbles,
 * shows its sentences one at a time on the whole page, upside down if needed for whoever sits
 * opposite. The view is inside main and hides everything around it; nothing covers the exit.
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

  /** A voice in the language of the page that needs no server: the text never leaves the device. */
  const voice = () =>
    speech
      ?.getVoices()
      .find(({ lang, localService }) => localService && lang.slice(0, 2) === root.lang.slice(0, 2));
  const hush = () => speech?.cancel();

  /** Show a sentence. */
  function show(wanted) {
    hush();
    number = wanted;
    const place = find("[data-say-place]");
    find("[data-say-words]").textContent = sentences[number];
    place.textContent = place.dataset.sayPlace
      .replace("{number}", number + 1)
      .replace("{count}", sentences.length);
    button("back").disabled = number === 0;
    button("next").disabled = number === sentences.length - 1;
    button("read").hidden = !voice();
  }

  /** Show the large view, or return to the page; the focus goes with it. */
  function toggle(open) {
    hush();
    document.getElementById("main").toggleAttribute("data-large", open);
    find("").hidden = !open;
    if (open) scrollTo(0, 0);
    (open ? find("[data-say-words]") : opener).focus();
  }

  const actions = {
    open(target) {
      const block = target.closest(".say");
      const quotes = [...block.querySelectorAll("q")];
      opener = block.querySelector("[data-say]");
      sentences = quotes.map((quote) => quote.textContent.trim());
      show(Math.max(0, quotes.indexOf(target.querySelector("q"))));
      toggle(true);
    },
    close: () => toggle(false),
    back: () => show(number - 1),
    next: () => show(number + 1),
    turn(target) {
      target.ariaPressed = find("[data-say-words]").classList.toggle("turned");
    },
    read() {
      const words = new SpeechSynthesisUtterance(sentences[number]);
      Object.assign(words, { voice: voice(), lang: root.lang });
      hush();
      if (words.voice) speech.speak(words);
    },
  };

  /** Give every block its button. */
  function offer() {
    hush();
    const sample = find("template")?.content.firstElementChild;
    for (const block of document.querySelectorAll("#main .block.say")) {
      if (sample && !block.querySelector("[data-say]")) block.append(sample.cloneNode(true));
    }
  }

  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-say]");
    if (pressed) return actions[pressed.dataset.say](pressed);
    // for the keyboard, the button below it does the same
    const bubble = target.closest("#main .say li");
    if (bubble && !target.closest("a") && getSelection().isCollapsed) actions.open(bubble);
  });
  document.addEventListener("htmx:after:swap", offer);
  // the exit, like every way out of the page, puts a cover on the root: silence comes first
  const watch = new MutationObserver(() => document.querySelector("exit-cover") && hush());
  watch.observe(root, { childList: true });
  voice(); // asking once makes a browser fetch its list of voices
  offer();
})();
