/*
 * The page "Wissen", part 1 (SAFETY §6): deletes what this website keeps on the device, then reads everything back and says what is gone and what is not.
 *
 * Caches go entry by entry before the worker goes: Chromium keeps the files of a deleted cache for as long as a worker or page holds it. Under a prefix
 * (data-base) the origin is shared: only what carries the prefix is ours. The page is not loaded again, since a new page would start to store again.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const { base } = root.dataset;
  const home = new URL(base, location.href).href;
  const ours = (text) => base === "/" || text.includes(home);
  const workers = navigator.serviceWorker;
  const wait = (promise, ms) => Promise.race([promise, new Promise((_, late) => setTimeout(late, ms, new Error("late")))]);

  const registrations = async () => ((await workers?.getRegistrations()) ?? []).filter(({ scope }) => scope.startsWith(home));
  const cacheNames = async () => ((await self.caches?.keys()) ?? []).filter(ours);
  const cookieNames = () => document.cookie.split("; ").map((cookie) => cookie.split("=")[0]).filter(Boolean);

  /** What can be stored, in the order in which it goes: delete it, and say whether nothing is left. */
  const KEPT = {
    caches: {
      async erase() {
        for (const name of await cacheNames()) {
          const cache = await caches.open(name);
          await Promise.all((await cache.keys()).map((entry) => cache.delete(entry)));
          await caches.delete(name);
        }
      },
      gone: async () => (await cacheNames()).length === 0,
    },
    notifications: {
      async erase() {
        for (const registration of await registrations()) for (const note of (await registration.getNotifications?.()) ?? []) note.close();
        await navigator.clearAppBadge?.().catch(() => {}); // there is no way to ask whether a badge shows
      },
      async gone() {
        for (const registration of await registrations()) if ((await registration.getNotifications?.())?.length) return false;
        return true;
      },
    },
    databases: {
      async erase() {
        if (base !== "/") return; // nothing of ours, so nothing to tell apart from a neighbour's
        for (const { name } of (await indexedDB.databases?.()) ?? []) {
          await new Promise((done, failed) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = done;
            request.onerror = request.onblocked = failed;
          });
        }
      },
      gone: async () => base !== "/" || !(await indexedDB.databases?.())?.length,
    },
    files: {
      async erase() {
        if (base !== "/" || !navigator.storage?.getDirectory) return;
        const folder = await navigator.storage.getDirectory();
        for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true });
      },
      async gone() {
        if (base !== "/" || !navigator.storage?.getDirectory) return true;
        for await (const _ of (await navigator.storage.getDirectory()).keys()) return false;
        return true;
      },
    },
    storage: {
      async erase() {
        if (base === "/") localStorage.clear();
        sessionStorage.clear();
      },
      gone: async () => (base !== "/" || localStorage.length === 0) && sessionStorage.length === 0,
    },
    cookies: {
      async erase() {
        if (base !== "/") return;
        for (const name of cookieNames()) {
          const folders = location.pathname.split("/").map((_, n, parts) => parts.slice(0, n + 1).join("/") || "/");
          for (const path of folders) for (const end of ["", "/"]) document.cookie = `${name}=; path=${path}${end}; max-age=0`;
        }
      },
      gone: async () => base !== "/" || cookieNames().length === 0,
    },
    worker: {
      async erase() {
        for (const registration of await registrations()) await registration.unregister();
      },
      gone: async () => (await registrations()).length === 0,
    },
  };

  /** Ask the host to clear what a script cannot reach, such as its cookies for the server; offline, or where no header is sent, nothing happens. */
  async function clearByHeader() {
    if (base === "/" && navigator.onLine) await wait(fetch(`${base}clear.txt`, { cache: "no-store" }), 700);
  }

  let busy = null;

  async function erase(section) {
    root.dataset.erased = ""; // offline.js stores nothing from now on
    dispatchEvent(new Event("erase")); // the other tabs leave
    for (const registration of await registrations().catch(() => [])) {
      for (const worker of [registration.installing, registration.waiting, registration.active]) worker?.postMessage("stop");
    }
    const failed = new Set();
    for (const [kind, { erase: remove }] of Object.entries(KEPT)) await wait(remove(), 4000).catch(() => failed.add(kind));
    await clearByHeader().catch(() => {});
    const lines = [];
    for (const [kind, { gone }] of Object.entries(KEPT)) {
      const done = await wait(gone(), 2000).catch(() => !failed.has(kind) && kind !== "caches");
      lines.push(section.dataset[done ? "done" : "failed"].replace("{what}", section.dataset[kind]));
    }
    const list = section.querySelector("[data-erase-result]");
    list.replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }

  const offer = () => document.querySelectorAll("[data-erase-start]").forEach((part) => (part.hidden = false));

  document.addEventListener("click", ({ target }) => {
    const section = target.closest("[data-erase-start]")?.closest("[data-erase]");
    if (section) busy ??= erase(section).finally(() => (busy = null));
  });
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
