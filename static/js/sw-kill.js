/* The kill switch: deployed as app/sw.js, it removes the worker and everything it stored from a
 * device.
 *
 * It does all of that while it installs, and never replaces the old worker: Chromium keeps a worker
 * waiting while its predecessor has a request to answer. It answers no requests: until they are
 * reloaded, open pages go over the network through the old worker, which no longer stores anything.
 * Only the caches of its own scope go: another region on this origin keeps its own.
 */
"use strict";

self.addEventListener("install", (event) => event.waitUntil(clear()));

async function clear() {
  const { active, scope } = self.registration;
  active?.postMessage("stop");
  for (const name of ["files", "lists"]) await caches.delete(`${name} ${scope}`);
  // takes effect once this install is done, so the install must not wait for it
  self.registration.unregister();
}
