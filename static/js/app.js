/*
 * Moving between pages of the app zone: htmx swaps in the new #main, and this file does the rest of
 * what a full page load would have done. Without it every link still works, as a full page load.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const home = document.querySelector(".top-bar-home");
  if (!home) return;
  const start = new URL(home.href).pathname;
  const FAULTS = ["htmx:error", "htmx:response:error"];
  let leaving = false;

  /** Whether the page is covered: the reader is leaving. */
  const covered = () => Boolean(document.querySelector("exit-cover"));
  const withKey = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

  // Anything that still arrives then changes neither the page nor its address, and leads nowhere.
  for (const name of ["htmx:after:request", "htmx:before:swap", ...FAULTS]) {
    const refuse = (event) => {
      if (!covered()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener(name, refuse, true);
  }

  /** Load an address as a full page; once only, since two events may report the same failure. */
  function go(address) {
    if (leaving || covered()) return;
    leaving = true;
    // after Back this is already the address: only a reload keeps the state of its history entry
    if (new URL(address, location).href === location.href) location.reload();
    else location.assign(address);
  }

  // -- setting up a page --

  /** Mark the current section in the bar, and point the language links at this same page. */
  function markBars() {
    const id = document.getElementById("main").dataset.page ?? "";
    for (const link of document.querySelectorAll(".bottom-bar a")) {
      const { section } = link.dataset;
      if (id === section) link.setAttribute("aria-current", "page");
      else if (id.startsWith(`${section}/`)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll(".languages a")) {
      const otherStart = start.replace(/[^/]+\/$/, `${link.hreflang}/`);
      link.pathname = otherStart + location.pathname.slice(start.length);
    }
  }

  /**
   * Load the scripts that a part of the page needs (`data-script`, in order) and that are not there
   * yet: a swap does not run anything from the head. If one fails to load, the whole set is tried
   * again at the next swap, and a field that cannot answer tells the reader.
   */
  function loadScripts(part) {
    const missing = part.dataset.script
      .split(" ")
      .filter((src) => !document.querySelector(`script[src="${src}"]`));
    const onerror = () => {
      scripts.forEach((script) => script.remove());
      const { failed } = part.dataset;
      if (part.matches("[data-search], [data-finder]"))
        part.querySelector('[role="status"]').textContent = failed;
    };
    const scripts = missing.map((src) =>
      Object.assign(document.createElement("script"), { src, async: false, onerror }),
    );
    document.head.append(...scripts);
  }

  function refresh() {
    const today = new Date().toISOString().slice(0, 10);
    for (const note of document.querySelectorAll("[data-review-by]")) {
      note.hidden = note.dataset.reviewBy >= today; // today's date, not that of the build
    }
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
    document.querySelectorAll("[data-script]").forEach(loadScripts);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    // The link to the help zone replaces this page in the history, so that Back never shows what
    // was read there.
    const door = event.target.closest("a[data-replace]");
    if (!door || event.button || withKey(event)) return;
    event.preventDefault();
    if (!covered()) location.replace(door.href);
  });

  // -- where the reader is on a page --

  // Kept in the history entry and restored by this file: on Back and Forward the browser scrolls
  // before htmx has brought the page, and each engine does so at a different moment.
  history.scrollRestoration = "manual";
  let atRest; // timer: the reader has stopped scrolling
  let shownPath = location.pathname; // of the page in #main
  let travelling = false; // Back or Forward was pressed, and its page has yet to arrive

  function keepPlace() {
    clearTimeout(atRest);
    if (travelling || covered()) return;
    try {
      history.replaceState({ ...history.state, y: Math.round(scrollY) }, "");
    } catch {
      // Safari allows a hundred of these in half a minute
    }
  }

  /** The element that the #fragment of an address names, or null. */
  const anchorOf = ({ hash }) =>
    hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;

  /** Scroll to where the reader was in this entry, or else to its anchor, or else to the top. */
  function scrollToPlace() {
    const y = history.state?.y;
    const anchor = y === undefined && anchorOf(location);
    if (anchor) anchor.scrollIntoView();
    else scrollTo(0, y ?? 0);
  }

  /** Call once the page of this entry is in place. */
  function findPlace() {
    travelling = false;
    shownPath = location.pathname;
    scrollToPlace();
  }

  /**
   * A reloaded page grows as it comes in: hold the place until it is complete or the reader acts.
   */
  function holdPlace() {
    const growth = new ResizeObserver(scrollToPlace);
    const ends = ["wheel", "touchstart", "pointerdown", "keydown", "load"];
    const letGo = ({ type }) => {
      growth.disconnect();
      for (const end of ends) removeEventListener(end, letGo, true);
      if (type === "load") scrollToPlace();
      travelling = false;
    };
    travelling = true;
    for (const end of ends) addEventListener(end, letGo, true);
    growth.observe(document.body);
  }

  document.addEventListener("scroll", () => {
    clearTimeout(atRest);
    atRest = setTimeout(keepPlace, 100);
  });
  document.addEventListener("htmx:before:history:update", keepPlace);
  addEventListener("popstate", ({ state }) => {
    clearTimeout(atRest);
    travelling = Boolean(state?.htmx) && location.pathname !== shownPath;
    if (!travelling) findPlace();
  });
  addEventListener("pagehide", () => {
    clearTimeout(atRest);
    travelling = true;
  });
  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    if (persisted) findPlace(); // Safari shows the top
  });
  if (history.state?.y !== undefined) holdPlace();

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      keepPlace();
      // htmx 4.0.1 swallows a click with Control, Command or Shift, and nothing opens: make sure it
      // never sees one
      if (withKey(event)) event.stopPropagation();
      else goWithin(link, event);
    },
    true,
  );

  /** A link within this page adds no entry to the history: Back leaves the page. */
  function goWithin(link, event) {
    if (link.origin + link.pathname !== location.origin + location.pathname) return;
    const place = anchorOf(link);
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    place.scrollIntoView();
    if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }

  // -- after a swap --

  document.addEventListener("htmx:after:swap", () => {
    step = "";
    const main = document.getElementById("main");
    if (!main) return;
    markBars();
    refresh();
    letIn();
    main.querySelector("h1")?.focus({ preventScroll: true });
    queueMicrotask(findPlace); // after other scripts have filled the page, and htmx has scrolled
  });

  // A response without #main is not one of our pages: let the browser show whatever it is.
  document.addEventListener("htmx:before:swap", (event) => {
    const text = event.detail?.ctx?.text;
    if (typeof text === "string" && !text.includes('id="main"')) {
      event.preventDefault();
      go(event.detail.ctx.request?.action ?? location.href);
    }
  });

  for (const name of FAULTS) {
    document.addEventListener(name, (event) => {
      const address = event.detail?.ctx?.request?.action;
      if (address) go(address);
    });
  }

  // A newer version that is waiting is let in after a swap: Chromium keeps it waiting while the old
  // one still has requests to answer. Its pages do not fit in the frame of this one, and htmx never
  // reloads the document, so the next link is a full page load.
  const workers = navigator.serviceWorker;
  let isControlled = Boolean(workers?.controller);
  let isOld = false; // a newer version has taken over, perhaps let in by another tab
  let step = ""; // the address being swapped in, if any

  /** Let the newer version in, unless a full page load would lose what the reader has written. */
  async function letIn() {
    if (root.hasAttribute("data-unsaved") || document.querySelector("[data-worksheet]")) return;
    const registration = await workers?.getRegistration(start).catch(() => {});
    registration?.waiting?.postMessage("skip");
  }

  workers?.addEventListener("controllerchange", () => {
    isOld = isControlled;
    isControlled = true;
    if (!isOld || !step) return;
    // a request to the old version, even for a full load, may die with it unanswered: ask again
    leaving = false;
    go(step);
  });
  document.addEventListener("htmx:config:request", (event) => {
    step = event.detail?.ctx?.request?.action ?? "";
    if (!isOld || !step) return;
    event.preventDefault();
    go(step);
  });

  // -- words for a field on another page --

  // From the search field in the bar of a wide screen to the search page, and from a town in the
  // results to the finder. They travel in memory: an address with the words in it would end up in
  // the browser's history, and reach the host when no worker answers.
  const bar = document.querySelector("[data-search-bar] input");
  let words = "";

  /** Hand the words over once a page with a field for them is there. */
  function handOver() {
    const field = document.querySelector("[data-search] input, [data-finder] input");
    if (!words || !field) return;
    field.value = words;
    words = "";
    if (bar) bar.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field.closest("[data-search]")) field.focus();
  }

  bar?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const isThere = document.querySelector("[data-search]");
    if (!isThere) document.querySelector(".tools-search").click();
    words = bar.value.trim();
    if (isThere) handOver();
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a");
    if (link) words = link.dataset.words ?? "";
  });
  // after the focus has moved to the heading
  document.addEventListener("htmx:after:swap", () => setTimeout(handOver));

  refresh();
})();
