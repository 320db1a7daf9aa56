/*
 * The app zone after a step: htmx puts the new #main in place, this file does what a full page load
 * would have done. Without this file every link still works, as a full page load.
 */
(() => {
  "use strict";

  const home = document.querySelector(".top-bar-home");
  if (!home) return;
  const start = new URL(home.href).pathname;
  let leaving = false;

  /** Whether the page is covered: the reader is leaving. */
  const covered = () => Boolean(document.querySelector("exit-cover"));

  // What still comes in then changes nothing: not the page, its address, or where the browser goes.
  for (const name of [
    "htmx:after:request",
    "htmx:before:swap",
    "htmx:error",
    "htmx:response:error",
  ]) {
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

  /** The id of the page in #main, such as "stappen/2". */
  const pageId = () => document.getElementById("main")?.dataset.page ?? "";

  /** Mark where the reader is in the bar. */
  function markBar() {
    const id = pageId();
    for (const link of document.querySelectorAll(".bottom-bar a")) {
      const section = link.dataset.section;
      if (id === section) link.setAttribute("aria-current", "page");
      else if (id.startsWith(section + "/")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /** Let the language links lead to this same page. */
  function markLanguages() {
    const { pathname } = location;
    const path = pathname.startsWith(start) ? pathname.slice(start.length) : "";
    for (const link of document.querySelectorAll(".languages a")) {
      link.pathname = start.replace(/[^/]+\/$/, link.hreflang + "/") + path;
    }
  }

  /** A page whose review is overdue says so, also long after it was built. */
  function markOverdue() {
    const today = new Date().toISOString().slice(0, 10);
    for (const note of document.querySelectorAll("[data-review-by]")) {
      note.hidden = note.dataset.reviewBy >= today;
    }
  }

  function showPrint() {
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  }

  /**
   * Load the scripts that parts of the page ask for (`data-script`, in order) and that are not
   * there yet: a swap does not run what stands in a head. When one does not come, all of its part
   * are asked for again at the next step, and a field that cannot answer says so.
   */
  function loadScripts() {
    for (const part of document.querySelectorAll("[data-script]")) {
      const missing = part.dataset.script
        .split(" ")
        .filter((src) => !document.querySelector(`script[src="${src}"]`));
      const onerror = () => {
        scripts.forEach((script) => script.remove());
        if (part.matches("[data-search], [data-finder]"))
          part.querySelector('[role="status"]').textContent = part.dataset.failed;
      };
      const scripts = missing.map((src) =>
        Object.assign(document.createElement("script"), { src, async: false, onerror }),
      );
      document.head.append(...scripts);
    }
  }

  function refresh() {
    markOverdue();
    showPrint();
    loadScripts();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  // The door to the help zone takes the place of this page in the history: what is read there is
  // for nobody who presses Back (SAFETY §1).
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-replace]");
    if (!link || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!covered()) location.replace(link.href);
  });

  // Where the reader is on a page is kept with its entry in the history, and set by this file: on
  // Back and Forward htmx brings the page when the browser has scrolled already, and each engine
  // does that at another moment.
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
    const acts = ["wheel", "touchstart", "pointerdown", "keydown"];
    const letGo = ({ type }) => {
      growth.disconnect();
      for (const act of [...acts, "load"]) removeEventListener(act, letGo, true);
      if (type === "load") scrollToPlace();
      travelling = false;
    };
    travelling = true;
    for (const act of [...acts, "load"]) addEventListener(act, letGo, true);
    growth.observe(document.body);
  }

  /** The element that the #fragment of an address names, or null. */
  const anchorOf = ({ hash }) =>
    hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;

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
  if (history.state?.y !== undefined) holdPlace();

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      keepPlace();
      // htmx 4.0.1 swallows a press with Control, Command or Shift, and nothing opens: here it
      // never gets to see one
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) event.stopPropagation();
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

  document.addEventListener("htmx:after:swap", () => {
    const main = document.getElementById("main");
    if (!main) return;
    markBar();
    markLanguages();
    refresh();
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

  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => {
      const address = event.detail?.ctx?.request?.action;
      if (address) go(address);
    });
  }

  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    if (persisted) findPlace(); // Safari comes back at the top
  });

  // When a newer version waits, the next step is a full page load in it: htmx never reloads the
  // document. It may not come in at once: Chromium keeps it waiting when anything is asked of the
  // old one at that moment, and a full load would then hang. So what takes longer is stepped in the
  // old version after all, and the full load follows when the new one has taken over.
  let registration;
  const workers = navigator.serviceWorker;
  const findRegistration = () =>
    workers?.getRegistration(start).then(
      (current) => (registration = current),
      () => {},
    );
  findRegistration();
  let controlled = Boolean(workers?.controller);
  let changed = false; // the new version took over, perhaps let in by another tab: its pages do not
  // fit in this one's frame
  let called = null; // the version that was called in
  let step = ""; // where the step leads that is under way
  workers?.addEventListener("controllerchange", () => {
    changed = controlled;
    controlled = true;
    findRegistration();
    if (!changed || !step) return;
    // what was asked of the version before, a full load too, may end with it unanswered: ask again
    leaving = false;
    go(step);
  });
  document.addEventListener("htmx:config:request", (event) => {
    const { request, sourceElement } = event.detail?.ctx ?? {};
    const address = request?.action ?? "";
    if (!registration) findRegistration();
    step = address;
    const waiting = registration?.waiting;
    // Back and Forward stay in this version, and so does a reader whose words would be lost
    const comesIn =
      waiting &&
      waiting !== called &&
      sourceElement.matches("a") &&
      !document.documentElement.hasAttribute("data-unsaved");
    if (!step || !(changed || comesIn)) return;
    event.preventDefault();
    if (changed) {
      go(step);
      return;
    }
    called = waiting;
    called.postMessage("skip");
    // unless the reader went elsewhere
    setTimeout(() => step === address && !changed && !covered() && sourceElement.click(), 1500);
  });
  document.addEventListener("htmx:after:swap", () => (step = ""));

  refresh();
})();
