/*
 * Worksheets: what is filled in becomes text, to copy, print or share. It is kept in the fields of the page and nowhere else, and the fields are emptied when
 * the page goes. Nothing here may ever write to storage.
 */
(() => {
  "use strict";

  const find = (part) => document.querySelector(`[data-worksheet] ${part}`);
  const all = (parts) => document.querySelectorAll(`[data-worksheet] :is(${parts})`);
  const words = (node) => node.textContent.trim().replace(/\s+/g, " ");

  /** The filled-in sheet as text; empty when nothing is filled in. */
  function text() {
    const lines = [`${words(document.querySelector("h1"))} (${new Date().toLocaleDateString(document.documentElement.lang)})`];
    let heading = "";
    let filled = false;
    for (const part of all("h2, legend, textarea, input")) {
      const { type, checked, labels, value } = part;
      if (!labels) heading = words(part);
      else if (type === "checkbox" || (type === "radio" ? checked : value.trim())) {
        if (heading) lines.push("", heading);
        heading = "";
        const [label] = labels;
        lines.push(...(type === "checkbox" ? [`[${checked ? "x" : " "}] ${words(label)}`] : type === "radio" ? [words(label)] : [words(label.firstChild), value.trim()]));
        filled ||= type !== "checkbox" || checked;
      }
    }
    return filled ? lines.join("\n") : "";
  }

  const say = (name) => (find("[role=status]").textContent = find("").dataset[name]);
  const paper = (content) => find(".worksheet-paper")?.replaceChildren(content);

  /** Empty every field, also those that a browser would fill again when the page comes back. */
  function clear() {
    for (const field of all("textarea")) field.value = "";
    for (const box of all("input")) box.checked = false;
    paper("");
  }

  /** What the buttons do; one that this browser cannot do is not offered. */
  const actions = {
    copy: navigator.clipboard && ((content) => navigator.clipboard.writeText(content)),
    share: navigator.share && ((content) => navigator.share({ text: content })),
    clear,
  };

  function offer() {
    for (const button of all("[data-do]")) button.hidden = !actions[button.dataset.do];
  }

  document.addEventListener("click", async ({ target }) => {
    const name = target.closest("[data-worksheet] [data-do]")?.dataset.do;
    if (!name) return;
    const content = text();
    try {
      if (content) await actions[name](content);
      say(content ? name : "empty");
    } catch (error) {
      if (error.name !== "AbortError") say("failed");
    }
  });
  addEventListener("beforeprint", () => find(".checklist") || paper(text())); // a field on paper shows no more than it does on the screen; a list is ticked on paper too
  addEventListener("afterprint", () => paper(""));
  addEventListener("pagehide", clear);
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
