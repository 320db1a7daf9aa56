/* Keeps the app zone on the device: fills the store, looks for a new version, says what is stored.
 * register.js has registered the worker, unless the region asks its readers first (data-ask-first
 * on <html>): then nothing is stored before the press on the offer at the end of a page.
 * docs/architecture.md has what a page says to the worker. A page that was erased carries
 * `data-erased` on <html>, and one that the exit or an erase in another tab has covered waits for
 * the neutral site: then nothing here stores anything again.
 */
{
  const root = document.documentElement;
  const workers = navigator.serviceWorker;
  const scope = `${root.dataset.base}app/`;
  const language = root.lang;
  let htmx = document.currentScript.dataset.then;
  let firstVisit = !workers?.controller;
  let filling = false;
  let install = null; // the browser's own offer to install

  const findRegistration = () => workers.getRegistration(scope);
  const findLine = () => document.querySelector("[data-offline-status]");
  const asksFirst = () => root.hasAttribute("data-ask-first");
  const isOver = () => root.hasAttribute("data-erased") || document.querySelector("exit-cover");

  /**
   * Load htmx, which makes steps quick. On a first visit it comes from the device, last of all:
   * its bytes travel once, and nothing waits for them.
   */
  function quicken() {
    if (!htmx) return;
    document.head.append(Object.assign(document.createElement("script"), { src: htmx }));
    htmx = "";
  }

  /** Ask a worker, an installing one too, what is stored. */
  function ask(worker, keep, onAnswer) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => onAnswer(data);
    worker.postMessage({ language, keep }, [port2]);
  }

  /** Bring the language of this page into the store and say how far it is. */
  async function keep() {
    const worker = (await findRegistration())?.active;
    if (!worker || filling) return;
    filling = true;
    // a worker that was ended meanwhile never answers
    const giveUp = setTimeout(() => (filling = false), 120_000);
    let known = null;
    ask(worker, true, (state) => {
      const isLast = !state || state.whole || known !== null;
      known = state ?? known; // null: what was missing could not come
      if (isLast) {
        filling = false;
        clearTimeout(giveUp);
        quicken();
      }
      say(known);
    });
  }

  /** Fill the store and look for a new version. Register where that failed before. */
  async function refresh() {
    if (isOver()) return;
    // begun while the page came in; a second one would wait for the end of its install
    await self.registering?.catch(() => {});
    const known = await findRegistration();
    if (isOver()) return; // meanwhile
    if (known) root.removeAttribute("data-ask-first"); // asked and answered before
    offer();
    if (asksFirst()) {
      quicken();
      show();
      return;
    }
    // the erase page awaits what is under way
    const register = () => workers.register(`${scope}sw.js`, { updateViaCache: "none" });
    const registration = known ?? (await (self.registering = register()));
    if (registration.active) {
      if (!firstVisit) {
        quicken();
        registration.update().catch(() => {});
      }
      keep();
    } else {
      await followInstall(registration);
    }
    firstVisit = false;
    show();
  }

  /** Go on where an install ends, whether this page began it or the one before it. */
  async function followInstall(registration) {
    // a registration may be there a moment before its worker
    const updateFound = new Promise((resolve) => {
      registration.addEventListener("updatefound", resolve, { once: true });
    });
    if (!registration.installing && !registration.waiting) await updateFound;
    const worker = registration.installing ?? registration.waiting;
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") keep();
      if (worker.state !== "redundant") return;
      quicken();
      show();
    });
  }

  /** The state of the status line that goes with an answer of the worker. */
  function nameOf({ stored, core, whole }, isBusy) {
    if (whole) return "ready";
    if (core) return isBusy ? "core" : "core-only";
    if (isBusy) return "busy";
    return stored ? "partly" : "none";
  }

  /** Write what is stored into the status line; its words stand on the line itself. */
  function say(state, isBusy = filling) {
    const line = findLine();
    if (!line) return;
    const { stored = 0, total = 0, checked } = state ?? {};
    const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
    const values = { stored, total, date: checked ? format.format(new Date(checked)) : "" };
    line.dataset.state = nameOf(state ?? {}, isBusy);
    const words = line.getAttribute(`data-${line.dataset.state}`);
    const text = words.replace(/\{(\w+)\}/g, (_, value) => values[value]);
    if (line.textContent !== text) line.textContent = text;
  }

  async function show() {
    if (!findLine()) return;
    const registration = await findRegistration();
    const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
    if (!worker) {
      say(null);
      return;
    }
    ask(worker, false, (state) => say(state, filling || !registration.active));
    if (!registration.active || filling) setTimeout(show, 1000);
  }

  // the browser's own banner could show an icon's name to the wrong eyes: installing starts on the
  // install page only
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install = event;
    offer();
  });

  /** Offer to install where the browser can, and to store where nothing may be stored unasked. */
  function offer() {
    for (const button of document.querySelectorAll("[data-install]")) button.hidden = !install;
    for (const part of document.querySelectorAll("[data-offline-offer]")) {
      if (asksFirst()) part.hidden = false; // after the press it says what happens
    }
  }

  document.addEventListener("click", ({ target }) => {
    if (install && target.closest("[data-install]")) {
      install.prompt();
      install = null;
      offer();
    }
    const button = target.closest("[data-offline-offer] button");
    if (!button) return;
    root.removeAttribute("data-ask-first");
    const words = button.closest("section").querySelector("[data-done]");
    words.textContent = words.dataset.done;
    button.remove();
    start();
  });

  function start() {
    refresh().catch(() => {
      quicken();
      say(null);
    });
  }

  if (workers) {
    if (workers.controller) quicken();
    if (document.readyState === "complete") start();
    else addEventListener("load", start);
    addEventListener("online", start);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) start();
    });
    document.addEventListener("htmx:after:swap", () => {
      show();
      offer();
    });
  } else {
    quicken();
    const line = findLine();
    if (line) line.textContent = line.dataset.unsupported;
  }
}
