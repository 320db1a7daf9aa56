/*
 * Reading a topic of the help zone aloud: by a voice of the device itself in the language of the
 * page, or from the recording beside the topic. Nothing sounds before somebody presses, and every
 * way out silences it. The words are data-read, data-hush and data-aloud of [data-help-start].
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const start = document.querySelector("[data-help-start]");
  const speech = self.speechSynthesis;
  const recordings = document.querySelectorAll("[data-help-topic] audio");

  /** A voice that needs no server: what is read aloud stays on the device. */
  const voice = () =>
    speech
      ?.getVoices()
      .find(({ lang, localService }) => localService && lang.slice(0, 2) === root.lang.slice(0, 2));

  const isCovered = () => Boolean(document.querySelector("exit-cover"));

  let reading = null; // the button that reads

  function hush() {
    speech?.cancel();
    for (const recording of recordings) recording.pause();
    if (reading) reading.firstChild.textContent = start.dataset.read;
    reading = null;
  }

  /**
   * What a topic says in the language of the page, a sentence or so at a time: a long text falls
   * silent on some phones.
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
    recording.hidden = false; // a recording that nothing could silence is not offered
    recording.addEventListener("play", () => {
      const stays = isCovered() ? null : recording; // a headset or a lock screen may press play
      for (const other of recordings) if (other !== stays) other.pause();
      speech?.cancel();
    });
  }
  // another view, and every way out of the page, which puts a cover on the root: silence first
  start.addEventListener("click", (event) => {
    if (event.target.closest("summary, .help-back, [data-help-back], [data-help-open]")) hush();
  });
  new MutationObserver(() => {
    if (!isCovered()) return;
    hush();
    // a recording that only pauses stays on the lock screen, with a button to play it
    for (const recording of recordings) if (recording.played.length) recording.load();
  }).observe(root, { childList: true });
  speech?.addEventListener?.("voiceschanged", offer);
  offer();
})();
