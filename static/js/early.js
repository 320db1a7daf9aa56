/* What cannot wait for the other scripts: one of the two scripts that stand inside the page. */
{
  // Registers the worker while the page still comes in. On a slow line the download for use without
  // a connection starts a second and a half sooner than after `load`, and no first view waits for
  // it: what is asked for here answers a round trip later, and a first screen fits in one
  // (OFFLINE §1). offline.js does all else that has to do with the worker; it also tries again, and
  // awaits what is in `registering`.
  const scope = `${document.documentElement.dataset.base}app/`;
  const workers = navigator.serviceWorker;
  const isCovered = () => document.querySelector("exit-cover");
  // not where the exit has covered the page, and not where a worker brought it
  if (workers && !workers.controller && !isCovered()) {
    self.registering = workers
      .register(`${scope}sw.js`, { scope, updateViaCache: "none" })
      .catch(() => {});
  }

  // A page that the browser had let go and loads anew may have steps before it. Back then moves the
  // address only, and htmx, which brings the page of a step, comes last of all: until it is at work
  // the browser loads the page. A step to a place on the page moves the address too, but not its
  // path; and a page that the exit has covered stays covered.
  const { pathname } = location;
  addEventListener("popstate", () => {
    const isAtWork = document.querySelector("[data-htmx-powered]");
    if (location.pathname !== pathname && !isAtWork && !isCovered()) location.reload();
  });
}
