/* Registers the worker while the page still comes in: stands inside the page, behind early.js, but
 * not where the region asks its readers first (`offline = "ask"`).
 *
 * On a slow line the download for use without a connection starts a second and a half sooner than
 * after `load`, and no first view waits for it: what is asked for here answers a round trip later,
 * and a first screen fits in one. offline.js does all else that has to do with the
 * worker; it also tries again, and awaits what is in `registering`.
 */
{
  const workers = navigator.serviceWorker;
  // not where the exit has covered the page, and not where a worker brought it
  if (workers && !workers.controller && !document.querySelector("exit-cover")) {
    self.registering = workers
      .register(`${document.documentElement.dataset.base}app/sw.js`, { updateViaCache: "none" })
      .catch(() => {});
  }
}
