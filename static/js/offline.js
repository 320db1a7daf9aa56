/* Keeps the app zone on the device: fills the store, looks for a new version, and says what is stored. early.js has registered the worker.
 *
 * What is said to the worker, here and by other scripts (OFFLINE §2):
 *   waiting worker ← "skip"                         take over now; `controllerchange` follows
 *   any worker     ← "stop"                         write nothing any more; the erase page says so before it deletes
 *   active worker  ← { language, keep }, port       answers { stored, total, whole, checked }, or null when it cannot know;
 *                                                   with keep: bring in what is missing, then answer once more
 * A page that was erased carries `data-erased` on <html>; then nothing here registers or stores anything again.
 */
{
  const root = document.documentElement;
  const workers = navigator.serviceWorker;
  const scope = `${root.dataset.base}app/`;
  const language = root.lang;
  let quicker = document.currentScript.dataset.then;
  let first = !workers?.controller; // a first visit: the worker is new
  let filling = false;
  let offer = null;

  /** Load htmx, which makes steps quick. On a first visit it comes from the device, last of all: its bytes travel once, and nothing waits for them. */
  function quicken() {
    if (quicker) document.head.append(Object.assign(document.createElement("script"), { src: quicker }));
    quicker = "";
  }

  const find = () => workers.getRegistration(scope);

  /** Ask a worker, an installing one too, what is stored. */
  function ask(worker, keep, answered) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => answered(data);
    worker.postMessage({ language, keep }, [port2]);
  }

  /** Bring the language of this page into the store and say how far it is. */
  async function keep() {
    const worker = (await find())?.active;
    if (!worker || filling) return;
    filling = true;
    const settle = setTimeout(() => (filling = false), 120_000); // a worker that was ended meanwhile never answers
    let known = null;
    ask(worker, true, (state) => {
      const last = state === null || state.whole || known;
      if (state === null || known) quicken(); // the last answer: what could come has come
      known = state ?? known; // null: the rest could not come
      if (last) {
        filling = false;
        clearTimeout(settle);
      }
      say(known);
    });
  }

  /** Fill the store, and look for a new version; one that is on its way is left alone. Register where that failed before. */
  async function refresh() {
    if (root.hasAttribute("data-erased")) return;
    await self.registering; // begun while the page came in; a second one would wait for the end of its install
    const registration = (await find()) ?? (await workers.register(`${scope}sw.js`, { scope, updateViaCache: "none" }));
    const known = !first;
    first = false;
    if (registration.active) {
      if (known) {
        quicken();
        registration.update().catch(() => {});
      }
      keep();
    } else {
      // begun by this page or by the one before it: what follows is ours to do; a registration may be there a moment before its worker
      const found = new Promise((go) => registration.addEventListener("updatefound", () => go(registration.installing), { once: true }));
      const worker = registration.installing ?? registration.waiting ?? (await found);
      worker.addEventListener("statechange", ({ target }) => {
        if (target.state === "activated") keep();
        if (target.state === "redundant") {
          quicken();
          show();
        }
      });
    }
    show();
  }

  /** Write what is stored into the status line; its words stand on the line itself. */
  function say(state, installing) {
    const line = document.querySelector("[data-offline-status]");
    if (!line) return;
    const { stored = 0, total = 0, whole, checked } = state || {};
    const words = whole ? "ready" : installing || filling ? "busy" : stored ? "partly" : "none";
    const date = checked ? new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(checked)) : "";
    const text = line.dataset[words].replace(/\{(\w+)\}/g, (_, name) => ({ stored, total, date })[name]);
    if (line.textContent !== text) line.textContent = text;
    line.dataset.state = words;
  }

  async function show() {
    const line = document.querySelector("[data-offline-status]");
    if (!line) return;
    const registration = await find();
    const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
    if (!worker) return say(null);
    ask(worker, false, (state) => say(state, !registration.active));
    if (!registration.active || filling) setTimeout(show, 1000);
  }

  // the browser's own banner could show an icon's name to the wrong eyes: installing starts on the install page only
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    showOffer();
  });

  function showOffer() {
    for (const button of document.querySelectorAll("[data-install]")) button.hidden = !offer;
  }

  document.addEventListener("click", ({ target }) => {
    if (!offer || !target.closest("[data-install]")) return;
    offer.prompt();
    offer = null;
    showOffer();
  });

  if (workers) {
    const start = () => refresh().catch(() => {
      quicken();
      say(null);
    });
    if (workers.controller) quicken();
    if (document.readyState === "complete") start();
    else addEventListener("load", start);
    addEventListener("online", start);
    document.addEventListener("visibilitychange", () => document.hidden || start());
    document.addEventListener("htmx:after:swap", () => {
      show();
      showOffer();
    });
  } else {
    quicken();
    const line = document.querySelector("[data-offline-status]");
    if (line) line.textContent = line.dataset.unsupported;
  }
}
