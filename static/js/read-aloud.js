/*
 * Reads a topic of the help zone aloud: with one of the device's own voices in the language of the
 * page, or from the recording beside the topic. It makes no sound until somebody presses, and every
 * way out silences it. The words are data-read, data-hush and data-aloud of [data-help-start].
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const start = document.querySelector("[data-help-start]");
  const speech = self.speechSynthesis;
  const recordings = document.querySelectorAll("[data-help-topic] audio");

  /** A voice that needs no server: the text never leaves the device. */
  const voice = () =>
    speech
      ?.getVoices()
      .find(({ lang, localService }) => localService && lang.slice(0, 2) === root.lang.slice(0, 2));

  const isCovered = () => Boolean(document.querySelector("exit-cover"));

  let reading = null; // the button of the topic being read

  function hush() {
    speech?.cancel();
    for (const recording of recordings) recording.pause();
    if (reading) reading.firstChild.textContent = start.dataset.read;
    reading = null;
  }

  /**
   * The text of a topic in the language of the page, a sentence or so at a time: some phones fall
   * silent on a long text.
   */
  const passages = (topic) =>
    [...topic.querySelectorAll(".lead, p, li, h2")]
      .filter((part) => !part.closest("[hidden], .beside, .read-aloud, .call-card, .topic-end"))
      .map((part) => {
        const copy = part.cloneNode(true);
        for (const beside of copy.querySelectorAll(".beside")) beside.remove();
        return copy.textContent.trim();
      })
      .filter(Boolean);

  function read(button) {
    const again = button === reading;
    hush();
    if (again) return;
    const speaker = voice();
    if (!speaker) return;
    reading = button;
    button.firstChild.textContent = start.dataset.hush;
    passages(button.closest("[data-help-topic]")).forEach((words, number, { length }) => {
      const said = new SpeechSynthesisUtterance(words);
      said.voice = speaker;
      said.lang = root.lang;
      if (number === length - 1) said.onend = () => reading === button && hush();
      speech.speak(said);
    });
  }

  function offer() {
    if (!voice() || document.querySelector(".read-aloud")) return;
    for (const lead of start.querySelectorAll("[data-help-topic] .lead")) {
      const place = document.createElement("p");
      place.className = "read-aloud no-print";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button-plain";
      button.append(start.dataset.read);
      button.addEventListener("click", () => read(button));
      const hint = document.createElement("small");
      hint.textContent = start.dataset.aloud;
      place.append(button, hint);
      lead.closest(".topic-text").prepend(place);
    }
  }

  for (const recording of recordings) {
    recording.hidden = false; // only now: without this file nothing could silence it
    recording.addEventListener("play", () => {
      const stays = isCovered() ? null : recording; // a headset or lock screen may press play
      for (const other of recordings) if (other !== stays) other.pause();
      speech?.cancel();
    });
  }
  // silence before another view, and before every way out of the page (the cover on the root)
  start.addEventListener("click", (event) => {
    if (event.target.closest("summary, .help-back, [data-help-back], [data-help-open]")) hush();
  });
  new MutationObserver(() => {
    if (!isCovered()) return;
    hush();
    // a paused recording stays on the lock screen, with a button to play it
    for (const recording of recordings) if (recording.played.length) recording.load();
  }).observe(root, { childList: true });
  speech?.addEventListener?.("voiceschanged", offer);
  offer();
})();
