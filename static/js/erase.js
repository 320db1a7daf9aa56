/*
 * The page "Wissen", part 1: deletes what this website keeps on the device, checks that everything
 * is gone, and reports the result in one sentence; a list below it names what was erased.
 *
 * Caches are emptied entry by entry before the worker goes: Chromium keeps the files of a deleted
 * cache for as long as a worker or page holds it. Under a prefix (data-base) the origin is shared:
 * only what carries the prefix is ours. The page is not reloaded, since a new page would store
 * things again.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const { base } = root.dataset;
  const home = new URL(base, location.href).href;
  const alone = base === "/"; // otherwise anything without our prefix may be a neighbour's
  const ours = (text) => alone || text.includes(home);
  const workers = navigator.serviceWorker;

  function wait(promise, ms) {
    const late = new Promise((_, reject) => setTimeout(reject, ms, new Error("late")));
    return Promise.race([promise, late]);
  }

  async function registrations() {
    const all = (await workers?.getRegistrations()) ?? [];
    return all.filter(({ scope }) => scope.startsWith(home));
  }

  const cacheNames = async () => ((await self.caches?.keys()) ?? []).filter(ours);

  function cookieNames() {
    const pairs = document.cookie.split("; ");
    return pairs.map((cookie) => cookie.split("=")[0]).filter(Boolean);
  }

  async function notifications() {
    const shown = [];
    for (const registration of await registrations()) {
      shown.push(...((await registration.getNotifications?.()) ?? []));
    }
    return shown;
  }

  const databases = async () => (alone && (await indexedDB.databases?.())) || [];

  async function files() {
    if (!alone || !navigator.storage?.getDirectory) return [];
    const folder = await navigator.storage.getDirectory();
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  }

  /**
   * The kinds of storage, in the order in which they are erased; `gone` checks that nothing is
   * left. `called` is the data- attribute of the section that has its name for the reader.
   */
  const KEPT = [
    {
      called: "caches",
      async erase() {
        for (const name of await cacheNames()) {
          const cache = await caches.open(name);
          await Promise.all((await cache.keys()).map((entry) => cache.delete(entry)));
          await caches.delete(name);
        }
      },
      gone: async () => (await cacheNames()).length === 0,
    },
    {
      called: "messages",
      async erase() {
        for (const notification of await notifications()) notification.close();
        // there is no way to ask whether a badge is shown
        await navigator.clearAppBadge?.().catch(() => {});
      },
      gone: async () => (await notifications()).length === 0,
    },
    {
      called: "storage",
      async erase() {
        for (const { name } of await databases()) {
          await new Promise((done, failed) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = done;
            request.onerror = failed;
            request.onblocked = failed;
          });
        }
      },
      gone: async () => (await databases()).length === 0,
    },
    {
      called: "storage",
      async erase() {
        const names = await files();
        const folder = names.length && (await navigator.storage.getDirectory());
        for (const name of names) await folder.removeEntry(name, { recursive: true });
      },
      gone: async () => (await files()).length === 0,
    },
    {
      called: "storage",
      async erase() {
        if (alone) localStorage.clear();
        sessionStorage.clear();
      },
      gone: async () => (!alone || localStorage.length === 0) && sessionStorage.length === 0,
    },
    {
      called: "cookies",
      async erase() {
        if (!alone) return;
        const parts = location.pathname.split("/");
        const folders = parts.map((_, n) => parts.slice(0, n + 1).join("/") || "/");
        const paths = folders.flatMap((folder) => [folder, `${folder}/`]);
        for (const name of cookieNames()) {
          for (const path of paths) document.cookie = `${name}=; path=${path}; max-age=0`;
        }
      },
      gone: async () => !alone || cookieNames().length === 0,
    },
    {
      called: "worker",
      async erase() {
        for (const registration of await registrations()) await registration.unregister();
      },
      gone: async () => (await registrations()).length === 0,
    },
  ];

  /**
   * Ask the host to clear what a script cannot reach, such as its HttpOnly cookies; offline, or
   * where the host sends no header, nothing happens.
   */
  async function clearByHeader() {
    if (!alone || !navigator.onLine) return;
    await wait(fetch(`${base}clear.txt`, { cache: "no-store" }), 700);
  }

  let busy = null;

  async function erase(section) {
    root.dataset.erased = ""; // offline.js stores nothing from now on
    dispatchEvent(new Event("erase")); // the other tabs leave
    for (const { installing, waiting, active } of await registrations().catch(() => [])) {
      for (const worker of [installing, waiting, active]) worker?.postMessage("stop");
    }
    let left = KEPT;
    // A worker that is still storing may put back what it was fetching, and in Firefox and Safari
    // it only goes once it has finished: then another round is needed. Usually one is enough.
    const until = performance.now() + 5000;
    do {
      left = await eraseAll(left);
      if (left.length) await new Promise((go) => setTimeout(go, 200));
    } while (left.length && performance.now() < until);
    await clearByHeader().catch(() => {});
    say(section, new Set(left.map(({ called }) => called)));
    // on a slow line a worker may still be loading, and can only be removed once it has: go again
    const late = self.registering;
    self.registering = null;
    if (!late) return;
    const again = async () => ((await registrations()).length || left.length) && press(section);
    late.then(again, again).catch(() => {});
  }

  /** Delete these kinds, check all of them, and return those that are not gone. */
  async function eraseAll(kinds) {
    const refused = new Set();
    for (const kind of kinds) await wait(kind.erase(), 1500).catch(() => refused.add(kind));
    const left = [];
    for (const kind of KEPT) {
      // what cannot be checked counts as gone if deleting it went well, except stored pages
      const unread = () => !refused.has(kind) && kind.called !== "caches";
      if (!(await wait(kind.gone(), 2000).catch(unread))) left.push(kind);
    }
    return left;
  }

  /** Report what is left, or that nothing is, with the list of what was erased folded below. */
  function say(section, left) {
    const { dataset } = section;
    const gone = new Set(KEPT.map(({ called }) => called).filter((called) => !left.has(called)));
    const names = [...left].map((called) => dataset[called]).join(", ");
    section.querySelector("[data-erase-result]").textContent = left.size
      ? dataset.failed.replace("{what}", names)
      : dataset.done;
    const lines = [...gone].map((called) =>
      Object.assign(document.createElement("li"), { textContent: dataset[called] }),
    );
    section.querySelector("[data-erase-list]").replaceChildren(...lines);
    section.querySelector("[data-erase-details]").hidden = false;
  }

  function offer() {
    for (const part of document.querySelectorAll("[data-erase-start]")) part.hidden = false;
  }

  const press = (section) => (busy ??= erase(section).finally(() => (busy = null)));

  document.addEventListener("click", ({ target }) => {
    const section = target.closest("[data-erase-start]")?.closest("[data-erase]");
    if (section) press(section);
  });
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
