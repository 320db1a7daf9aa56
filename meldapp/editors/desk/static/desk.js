/*
 * The desk: the preview follows the words, names and blocks are put into the text, and what is
 * pasted is repaired. Forms save without it.
 */
(() => {
  "use strict";

  const form = document.querySelector("[data-edit]");
  if (!form) return;
  const frame = document.querySelector("[data-frame]");
  let look = "";

  // -- preview ------------------------------------------------------------------------------------

  /** Scroll the preview to its topic; a fragment in the address would scroll the desk too. */
  function goToTopic(view) {
    const topic = view.document.querySelector("#here");
    if (topic) view.scrollTo(0, topic.getBoundingClientRect().top + view.scrollY - 72);
  }

  const first = frame?.querySelector("iframe");
  first?.addEventListener("load", () => goToTopic(first.contentWindow));

  /** Load the page again out of sight, then swap it in at the same place. */
  function showPage(path) {
    const shown = frame?.querySelector("iframe:not(.coming)");
    if (!shown || !path) return;
    for (const late of frame.querySelectorAll(".coming")) late.remove();
    const coming = shown.cloneNode();
    coming.classList.add("coming");
    coming.src = `${frame.dataset.frame}${look || "-"}/${path}`;
    coming.addEventListener("load", () => {
      const before = shown.contentWindow;
      const place = before.scrollY;
      const isSame = before.location.pathname.endsWith(path.split("?")[0]);
      if (place && isSame) coming.contentWindow.scrollTo(0, place);
      else goToTopic(coming.contentWindow);
      shown.remove();
      coming.classList.remove("coming");
    });
    shown.after(coming);
  }

  const path = () => document.querySelector("#said")?.dataset.preview;

  document.addEventListener("htmx:after:swap", () => showPage(path()));

  for (const button of document.querySelectorAll("[data-look]")) {
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!isOn));
      look = [...document.querySelectorAll("[data-look][aria-pressed=true]")]
        .map((one) => one.dataset.look)
        .join("");
      showPage(path() || frame.querySelector("iframe")?.contentWindow.location.href.split("/-/")[1]);
    });
  }

  // -- text ---------------------------------------------------------------------------------------

  /** Put words where the cursor is, so that the browser can undo it. */
  function insert(area, words) {
    area.focus();
    if (!document.execCommand("insertText", false, words)) {
      area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  for (const select of document.querySelectorAll("[data-insert]")) {
    select.addEventListener("change", () => {
      const words = select.value;
      select.selectedIndex = 0;
      if (words) insert(form.querySelector("#text"), words);
    });
  }

  async function repair(address, pasted) {
    const response = await fetch(address, { method: "POST", body: new URLSearchParams({ pasted }) });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  function report(answer, loses = false) {
    const line = document.querySelector("[data-repaired]");
    if (!line) return;
    const list = answer.repaired.join("; ");
    const words = list ? `${line.dataset.words} ${list}.` : line.dataset.nothing;
    line.textContent = loses ? [list && words, line.dataset.links].filter(Boolean).join(" ") : words;
  }

  form.addEventListener("paste", async (event) => {
    const area = event.target.closest("[data-paste]");
    const pasted = event.clipboardData?.getData("text/plain");
    const formatted = event.clipboardData?.getData("text/html") ?? "";
    const loses = /<a\s[^>]*href=|<b>|<strong|font-weight:\s*(?:bold|[67]00)/i.test(formatted);
    if (!area || !pasted) return;
    event.preventDefault();
    try {
      const answer = await repair(area.dataset.paste, pasted);
      insert(area, answer.text);
      if (answer.count || loses) report(answer, loses);
    } catch {
      insert(area, pasted); // when it is saved, the desk says what is wrong
    }
  });

  document.querySelector("[data-repair]")?.addEventListener("click", async (event) => {
    const area = form.querySelector("#text");
    const answer = await repair(event.target.dataset.repair, area.value);
    report(answer);
    if (answer.text === area.value) return;
    area.focus();
    area.select();
    insert(area, answer.text);
  });

  // -- lines and keys -----------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const number = Number(event.target.closest("[data-line]")?.dataset.line);
    const area = form.querySelector("#text, #whole");
    if (!number || !area) return;
    const lines = area.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
    const height = area.scrollHeight / Math.max(lines.length, 1);
    area.scrollTop = (number - 3) * height;
    scrollTo({ top: area.getBoundingClientRect().top + scrollY + (number - 6) * height });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
})();
