/*
 * Worksheets: what is filled in becomes text, to copy, print or share. It is kept in the fields of the page and nowhere else, and the fields are emptied when
 * the page goes. Nothing here may ever write to storage.
 */
(() => {
  "use strict";

  const sheet = () => document.querySelector("[data-worksheet]");
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const labelOf = (field) => words(field.labels[0].firstChild).replace(/[^?.]$/, "$&:");

  /** The filled-in sheet as text; empty when nothing is filled in. */
  function text() {
    const lines = [];
    let heading = "";
    let filled = false;
    for (const part of sheet().querySelectorAll("[data-heading], legend, .checklist .block-title, textarea, input")) {
      if (part.matches("textarea, input")) {
        const box = part.type === "checkbox";
        const value = part.value.trim();
        if (!box && (part.type === "radio" ? !part.checked : !value)) continue;
        if (heading) lines.push("", heading);
        heading = "";
        lines.push(box ? `[${part.checked ? "x" : " "}] ${words(part.labels[0])}` : part.type === "radio" ? words(part.labels[0]) : `${labelOf(part)} ${value}`);
        filled ||= !box || part.checked;
      } else heading = words(part);
    }
    const title = words(document.querySelector("#main h1"));
    return filled ? [`${title} (${new Date().toLocaleDateString(document.documentElement.lang)})`, ...lines].join("\n") : "";
  }

  const say = (name) => (sheet().querySelector("[data-worksheet-status]").textContent = sheet().dataset[name]);

  /** Empty every field, also those that a browser would fill again when the page comes back. */
  function clear() {
    for (const field of sheet()?.querySelectorAll("textarea, input") ?? []) {
      if (field.matches("textarea")) field.value = "";
      field.checked = false;
    }
    paper("");
  }

  const paper = (content) => sheet()?.querySelector("[data-worksheet-paper]").replaceChildren(content);

  const actions = {
    copy: async (content) => {
      await navigator.clipboard.writeText(content);
      say("copied");
    },
    share: (content) => navigator.share({ text: content }).catch((error) => error.name === "AbortError" || Promise.reject(error)),
    clear: () => {
      clear();
      say("cleared");
    },
  };
  const possible = { copy: () => navigator.clipboard, share: () => navigator.share, clear: () => true };

  function offer() {
    for (const name in possible) for (const button of document.querySelectorAll(`[data-worksheet-${name}]`)) button.hidden = !possible[name]();
  }

  document.addEventListener("click", async ({ target }) => {
    for (const name in actions) {
      if (!target.closest(`[data-worksheet-${name}]`)) continue;
      const content = text();
      if (!content && name !== "clear") return say("empty");
      try {
        await actions[name](content);
      } catch {
        say("failed");
      }
    }
  });
  addEventListener("beforeprint", () => sheet() && paper(text()));
  addEventListener("afterprint", () => paper(""));
  addEventListener("pagehide", clear);
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
