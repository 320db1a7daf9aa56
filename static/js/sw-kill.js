/* The kill switch: put in the place of app/sw.js it takes the worker and everything it stored off a
 * device.
 *
 * It does all of that while it installs, and never takes the place of the old worker: Chromium
 * keeps a worker waiting whose predecessor is asked something at that moment. It answers no
 * request: open pages go on over the network, through the old worker until they are loaded anew,
 * which stores nothing any more. Only the caches of its own scope go: another region on this origin
 * keeps its own.
 */
"use strict";

self.addEventListener("install", (event) => event.waitUntil(clear()));

async function clear() {
  const { active, scope } = self.registration;
  active?.postMessage("stop");
  for (const name of ["files", "lists"]) await caches.delete(`${name} ${scope}`);
  // carried out when this install is done, so it may not wait for it
  self.registration.unregister();
}
