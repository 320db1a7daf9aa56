/* Keeps the app zone on the device: fills the store, checks for a new version, shows what is
 * stored. register.js has registered the worker, unless the region asks its readers first
 * (data-ask-first on <html>): then nothing is stored until the reader accepts the offer at the end
 * of a page. docs/architecture.md describes the messages between page and worker. Nothing here
 * stores anything again on a page that was erased (`data-erased` on <html>), nor on one that the
 * exit or an erase in another tab has covered, which is on its way to the neutral site.
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
   * Load htmx, which makes moving between pages quick. On a first visit it comes from the store,
   * last of all: its bytes travel once, and nothing waits for them.
   */
  function quicken() {
    if (!htmx) return;
    document.head.append(Object.assign(document.createElement("script"), { src: htmx }));
    htmx = "";
  }

  /** Ask a worker, which may still be installing, what is stored. */
  function ask(worker, keep, onAnswer) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => onAnswer(data);
    worker.postMessage({ language, keep }, [port2]);
  }

  /** Store the language of this page, and show the progress. */
  async function keep() {
    const worker = (await findRegistration())?.active;
    if (!worker || filling) return;
    filling = true;
    // a worker that the browser has stopped never answers
    const giveUp = setTimeout(() => (filling = false), 120_000);
    let known = null;
    ask(worker, true, (state) => {
      const isLast = !state || state.whole || known !== null;
      known = state ?? known; // null: what was missing could not be fetched
      if (isLast) {
        filling = false;
        clearTimeout(giveUp);
        quicken();
      }
      say(known);
    });
  }

  /** Fill the store and check for a new version. Register if that has not worked yet. */
  async function refresh() {
    if (isOver()) return;
    // begun while the page was loading; a second call would wait until its install is done
    await self.registering?.catch(() => {});
    const known = await findRegistration();
    if (isOver()) return; // by now
    if (known) root.removeAttribute("data-ask-first"); // the reader has agreed before
    offer();
    if (asksFirst()) {
      quicken();
      show();
      return;
    }
    // the erase page awaits a registration in progress
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

  /** Carry on when an install ends, whether this page started it or the previous one. */
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

  /** The state of the status line for an answer from the worker. */
  function nameOf({ stored, core, whole }, isBusy) {
    if (whole) return "ready";
    if (core) return isBusy ? "core" : "core-only";
    if (isBusy) return "busy";
    return stored ? "partly" : "none";
  }

  /** Show in the status line what is stored; its words are attributes of the line itself. */
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

  // the browser's own banner could show the app's name to the wrong person: installing starts only
  // on the install page
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install = event;
    offer();
  });

  /** Offer to install if the browser can, and to store if the region asks its readers first. */
  function offer() {
    for (const button of document.querySelectorAll("[data-install]")) button.hidden = !install;
    for (const part of document.querySelectorAll("[data-offline-offer]")) {
      if (asksFirst()) part.hidden = false; // stays after the press, to say what happens
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
