/*
 * Worksheets: what is filled in becomes text, to copy, print or share. It is kept in the memory of
 * this document and nowhere else, so that Back from another page brings it back. It is gone after
 * the exit, an erase or a full page load, and when the window closes. Nothing here may ever write
 * to storage.
 */
(() => {
  "use strict";

  const UNDO_FOR = 10_000; // ms

  const find = (part) => document.querySelector(`[data-worksheet] ${part}`);
  const all = (parts) => [...document.querySelectorAll(`[data-worksheet] :is(${parts})`)];
  const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
  const sheetId = () => document.getElementById("main")?.dataset.page;

  const kept = new Map(); // id of a sheet → the state of its fields
  let cleared = null; // the state of the fields before "Clear all", as long as it can be undone
  let undoEnds; // timer

  const fields = () => all("textarea, input");
  const contentOf = ({ type }) => (type === "textarea" ? "value" : "checked");
  const state = () => fields().map((field) => field[contentOf(field)]);

  /** The lines that a field adds to the text; none if it is empty. */
  function linesOf({ type, checked, labels: [label], value }) {
    if (type === "checkbox") return [`[${checked ? "x" : " "}] ${words(label)}`];
    if (type === "radio") return checked ? [words(label)] : [];
    return value.trim() ? [words(label.firstChild), value.trim()] : [];
  }

  /** The filled-in sheet as text; empty if nothing is filled in. */
  function text() {
    if (!state().some((content) => content === true || (content && content.trim()))) return "";
    const date = new Date().toLocaleDateString(document.documentElement.lang);
    const lines = [`${words(document.querySelector("h1"))} (${date})`];
    let heading = "";
    for (const part of all("h2, legend, textarea, input")) {
      if (!part.labels) heading = words(part);
      const added = part.labels ? linesOf(part) : [];
      if (!added.length) continue;
      if (heading) lines.push("", heading);
      heading = "";
      lines.push(...added);
    }
    return lines.join("\n");
  }

  /** Show the result; the words are data- attributes of the sheet. */
  function say(name) {
    find("[role=status]").textContent = find("").dataset[name];
    dropUndo();
  }

  const paper = (content) => find(".worksheet-paper")?.replaceChildren(content);

  /** Restore a state of the fields, or without one clear them all. */
  function fill(values = []) {
    for (const [number, field] of fields().entries()) {
      field[contentOf(field)] = values[number] ?? "";
    }
  }

  /** A newer version of the app waits as long as a full page load would lose words (app.js). */
  function markUnsaved() {
    const unsaved = [...kept.values()].flat().some(Boolean);
    document.documentElement.toggleAttribute("data-unsaved", unsaved);
  }

  /** Remember what the sheet on this page holds. */
  function keep() {
    if (!find("")) return;
    kept.set(sheetId(), state());
    markUnsaved();
  }

  function dropUndo() {
    clearTimeout(undoEnds);
    cleared = null;
    const button = find("[data-do=undo]");
    if (button) button.hidden = true;
  }

  /** Forget every word, including those that a browser would fill in again on Back. */
  function forget() {
    kept.clear();
    dropUndo();
    fill();
    paper("");
    markUnsaved();
  }

  function clear() {
    const before = state();
    fill();
    keep();
    paper("");
    say("clear");
    cleared = before;
    find("[data-do=undo]").hidden = false;
    undoEnds = setTimeout(dropUndo, UNDO_FOR);
  }

  function undo() {
    fill(cleared);
    keep();
    say("undo");
    find("[data-do=clear]").focus(); // the button that had the focus is gone
  }

  /** What the buttons do; a button whose action this browser lacks is not shown. */
  const actions = {
    copy: navigator.clipboard && ((content) => navigator.clipboard.writeText(content)),
    share: navigator.share && ((content) => navigator.share({ text: content })),
  };

  function offer() {
    for (const button of all("[data-do]")) {
      const name = button.dataset.do;
      button.hidden = name === "undo" || !(name === "clear" || actions[name]);
    }
    dropUndo();
    if (kept.has(sheetId())) fill(kept.get(sheetId()));
  }

  document.addEventListener("click", async ({ target }) => {
    const name = target.closest("[data-worksheet] [data-do]")?.dataset.do;
    if (!name) return;
    if (name === "undo") return undo();
    const content = text();
    if (!content) return say("empty");
    if (name === "clear") return clear();
    try {
      await actions[name](content);
      say(name);
    } catch (error) {
      if (error.name !== "AbortError") say("failed");
    }
  });

  document.addEventListener("input", ({ target }) => {
    if (!target.closest("[data-worksheet]")) return;
    dropUndo(); // it would overwrite these with the old words
    keep();
  });

  // a printed field shows no more than it does on screen; a checklist prints as it is, with ticks
  addEventListener("beforeprint", () => find(".checklist") || paper(text()));
  addEventListener("afterprint", () => paper(""));
  for (const end of ["pagehide", "erase"]) addEventListener(end, forget);
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
