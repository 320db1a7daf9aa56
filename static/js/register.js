/* Registers the worker while the page is still loading. Inlined in the page after early.js, except
 * where the region asks its readers first (`offline = "ask"`).
 *
 * On a slow line the download for offline use starts a second and a half sooner than after `load`,
 * and no first view waits for it: the answer to this request comes a round trip later, and a first
 * screen fits in one. offline.js does everything else with the worker; it also retries a failed
 * registration, and awaits `registering`.
 */
{
  const workers = navigator.serviceWorker;
  // not if the exit has covered the page, nor if a worker served it
  if (workers && !workers.controller && !document.querySelector("exit-cover")) {
    self.registering = workers
      .register(`${document.documentElement.dataset.base}app/sw.js`, { updateViaCache: "none" })
      .catch(() => {});
  }
}
