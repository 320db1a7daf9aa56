/*
 * The help zone: a door or a topic opens in place as a view of its own, with a heading and a way
 * back. The address, the title and the length of the history never change. Without this file doors
 * and topics are <details>, and the style sheet shows the topics behind the open door. The back
 * button carries the name of the door it leads to, or data-back.
 */
(() => {
  "use strict";

  const start = document.querySelector("[data-help-start]");
  if (!start) return;

  const heading = start.querySelector("h1");
  const question = heading.textContent;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "help-back";
  back.hidden = true;
  heading.before(back);

  const FOLDS = "[data-help-door], [data-help-topic]";
  let shown = null; // the door or topic in view; null is the start
  let up = null; // the view that the back button leads to
  let hidden = []; // by this view

  const behind = (door) => start.querySelector(`[data-help-topics="${door.dataset.helpDoor}"]`);
  const title = (fold) => fold.querySelector("summary").textContent.trim();

  /** The door of a topic, or null. */
  function parent(topic) {
    const name = topic.closest("[data-help-topics]")?.dataset.helpTopics;
    return name ? start.querySelector(`[data-help-door="${name}"]`) : null;
  }

  /**
   * Make one door or topic the whole view, or with null go back to the start. `from` is the view
   * that the back button then leads to.
   */
  function show(fold, from = fold && parent(fold)) {
    for (const element of hidden) element.hidden = false;
    hidden = [];
    start.querySelector("[data-shown]")?.removeAttribute("data-shown");
    shown = fold;
    up = from;
    back.hidden = !fold;
    back.textContent = up ? title(up) : start.dataset.back;
    heading.textContent = fold ? title(fold) : question;
    if (!fold) return;
    const view = behind(fold) ?? fold;
    view.closest("[data-help-topics]")?.setAttribute("data-shown", "");
    if (view === fold) {
      loadVoice();
      fold.open = true;
      hide(fold.querySelector("summary"));
    }
    for (let inner = view; inner !== start; inner = inner.parentElement) {
      for (const other of inner.parentElement.children) {
        if (![inner, back, heading].includes(other) && other.tagName !== "SUMMARY") hide(other);
      }
    }
  }

  /** A topic may be read aloud: load the script for that with the first topic. */
  function loadVoice() {
    const src = start.dataset.script;
    if (!src) return;
    delete start.dataset.script;
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }

  function hide(element) {
    if (element.hidden) return;
    element.hidden = true;
    hidden.push(element);
  }

  /** Open a door or topic; a door with a single topic opens that topic. */
  function open(fold, from) {
    const topics = behind(fold)?.querySelectorAll("[data-help-topic]");
    if (topics?.length === 1) show(topics[0], null);
    else show(fold, from);
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  start.addEventListener("click", (event) => {
    const fold = event.target.closest("summary")?.parentElement;
    if (!fold?.matches(FOLDS)) return;
    event.preventDefault();
    open(fold);
  });

  function goBack() {
    const left = shown;
    if (!behind(left)) left.open = false;
    show(up);
    const summary = left.querySelector("summary");
    const isVisible = summary.checkVisibility?.() ?? true; // Safari before 17.4 cannot tell
    const place = isVisible ? summary : heading;
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  }
  back.addEventListener("click", goBack);

  /** Show the buttons that need this script, and make them work. */
  function offer(selector, press) {
    for (const button of document.querySelectorAll(selector)) {
      button.hidden = false;
      button.addEventListener("click", () => press(button));
    }
  }
  offer("[data-help-back]", goBack);
  // A link to a topic elsewhere on the page is a button: a #fragment would add a history entry.
  offer("[data-help-open]", ({ dataset }) =>
    open(start.querySelector(`[data-help-topic="${dataset.helpOpen}"]`), shown),
  );
  offer("[data-help-skip]", () => {
    heading.scrollIntoView();
    heading.focus();
  });

  const languages = document.querySelector("details.languages");
  languages?.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !languages.contains(relatedTarget)) languages.open = false;
  });

  // A link to another page: draw the cover before the browser leaves, since Back shows the last
  // frame that was drawn. Another language replaces this page in the history, so that Back still
  // leads to whatever came before the help zone.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!link.protocol.startsWith("http")) return;
    event.preventDefault();
    dispatchEvent(new Event("ask"));
    const go = () => {
      if (link.rel.includes("alternate")) location.replace(link.href);
      else location.assign(link.href);
    };
    requestAnimationFrame(() => setTimeout(go));
  });

  // "Read on" removes its own button: return the focus to where the reader was.
  let last = heading;
  document.addEventListener("focusin", ({ target }) => {
    if (!target.closest("exit-cover")) last = target;
  });
  document.addEventListener("click", ({ target }) => {
    if (!target.isConnected) last.focus({ preventScroll: true });
  });
})();
