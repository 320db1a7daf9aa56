/* The kill switch: put in the place of app/sw.js it takes the worker and everything it stored off a device (OFFLINE §2).
 *
 * It answers no request, so open pages go on over the network. Only the caches of its own scope go: another region on this origin keeps its own.
 */
"use strict";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(clear()));

async function clear() {
  for (const name of ["files", "lists"]) await caches.delete(`${name} ${self.registration.scope}`);
  await self.registration.unregister();
}
