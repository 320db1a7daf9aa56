/*
 * The app zone after a step: htmx puts the new #main in place, this file does what a full page load
 * would have done. Without this file every link still works, as a full page load.
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

  // What still comes in then changes nothing: not the page, its address, or where the browser goes.
  for (const name of ["htmx:after:request", "htmx:before:swap", ...FAULTS]) {
    const refuse = (event) => {
      if (!covered()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener(name, refuse, true);
  }

  /** Load an address as a page of its own; only once, since two events may report one fault. */
  function go(address) {
    if (leaving || covered()) return;
    leaving = true;
    // after Back this is the address already: only a reload keeps what its entry knows
    if (new URL(address, location).href === location.href) location.reload();
    else location.assign(address);
  }

  // -- what a page asks for --

  /** Mark where the reader is in the bar, and let the language links lead to this same page. */
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
   * Load the scripts that a part of the page asks for (`data-script`, in order) and that are not
   * there yet: a swap does not run what stands in a head. When one does not come, all of its part
   * are asked for again at the next step, and a field that cannot answer says so.
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
      note.hidden = note.dataset.reviewBy >= today; // also long after the page was built
    }
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
    document.querySelectorAll("[data-script]").forEach(loadScripts);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    // The door to the help zone takes the place of this page in the history: what is read there is
    // for nobody who presses Back.
    const door = event.target.closest("a[data-replace]");
    if (!door || event.button || withKey(event)) return;
    event.preventDefault();
    if (!covered()) location.replace(door.href);
  });

  // -- where the reader is on a page --

  // Kept with its entry in the history, and set by this file: on Back and Forward htmx brings the
  // page when the browser has scrolled already, and each engine does that at another moment.
  history.scrollRestoration = "manual";
  let atRest; // timer: the reader has stopped scrolling
  let shown = location.pathname; // of the page in #main
  let travelling = false; // Back or Forward was pressed, and the page there is still to come

  function keepPlace() {
    clearTimeout(atRest);
    if (travelling || covered()) return;
    try {
      history.replaceState({ ...history.state, y: Math.round(scrollY) }, "");
    } catch {
      // Safari allows a hundred in half a minute
    }
  }

  /** The element that the #fragment of an address names, or null. */
  const anchorOf = ({ hash }) =>
    hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;

  /** Go to where the reader was in this entry: else to its anchor, else to the top. */
  function scrollToPlace() {
    const y = history.state?.y;
    const anchor = y === undefined && anchorOf(location);
    if (anchor) anchor.scrollIntoView();
    else scrollTo(0, y ?? 0);
  }

  /** The page of this entry is in place. */
  function findPlace() {
    travelling = false;
    shown = location.pathname;
    scrollToPlace();
  }

  /**
   * A page that is loaded anew still grows: hold the place until it is whole or the reader acts.
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
    travelling = Boolean(state?.htmx) && location.pathname !== shown;
    if (!travelling) findPlace();
  });
  addEventListener("pagehide", () => {
    clearTimeout(atRest);
    travelling = true;
  });
  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    if (persisted) findPlace(); // Safari comes back at the top
  });
  if (history.state?.y !== undefined) holdPlace();

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      keepPlace();
      // htmx 4.0.1 swallows a press with Control, Command or Shift, and nothing opens: here it
      // never gets to see one
      if (withKey(event)) event.stopPropagation();
      else goWithin(link, event);
    },
    true,
  );

  /** A link to a place on this page makes no entry in the history: Back leaves the page. */
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

  // -- a step --

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

  // A response without #main is not our page: let the browser show what is really there.
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

  // A newer version that waits is let in after a step: Chromium keeps it waiting while anything is
  // asked of the old one. Its pages do not fit in the frame of this one, and htmx never reloads the
  // document, so the step after that is a full page load.
  const workers = navigator.serviceWorker;
  let isControlled = Boolean(workers?.controller);
  let isOld = false; // a newer version took over, perhaps let in by another tab
  let step = ""; // where the step leads that is under way

  /** Let the newer version in, unless the reader's words would be lost with a full page load. */
  async function letIn() {
    if (root.hasAttribute("data-unsaved") || document.querySelector("[data-worksheet]")) return;
    const registration = await workers?.getRegistration(start).catch(() => {});
    registration?.waiting?.postMessage("skip");
  }

  workers?.addEventListener("controllerchange", () => {
    isOld = isControlled;
    isControlled = true;
    if (!isOld || !step) return;
    // what was asked of the version before, a full load too, may end with it unanswered: ask again
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

  // From the search field in the bar of a wide screen to the search page, and from a town among the
  // results to the finder. They travel in memory: an address with the words in it would stand in
  // the history of the browser, and reach the host where no worker answers.
  const bar = document.querySelector("[data-search-bar] input");
  let words = "";

  /** Hand the words over to the page that has a field for them, when it is there. */
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
  // after the focus has moved to the title
  document.addEventListener("htmx:after:swap", () => setTimeout(handOver));

  refresh();
})();
