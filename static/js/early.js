/*
 * What cannot wait for the other scripts: one of the two scripts that stand inside the page.
 */
{
  // Registers the worker while the page still comes in. On a slow line the download for use without a connection starts a second and a half sooner than
  // after `load`, and no first view waits for it: what is asked for here answers a round trip later, and a page fits in one (OFFLINE §1). All else that
  // has to do with the worker is in offline.js, which also tries again and awaits what is in `registering`.
  const scope = document.documentElement.dataset.base + "app/";
  const workers = navigator.serviceWorker;
  // not where the exit has covered the page, and not where a worker brought it
  if (workers && !workers.controller && !document.querySelector("exit-cover")) self.registering = workers.register(scope + "sw.js", { scope, updateViaCache: "none" }).catch(() => {});

  // A page that the browser had let go and loads anew may have steps before it. Back then moves only the address, and htmx, which brings the page of a
  // step, comes last of all: until it is at work the browser loads the page. A step to a place on the page moves the address too, but not its path; and a
  // page that the exit has covered stays covered.
  const { pathname } = location;
  addEventListener("popstate", () => location.pathname === pathname || document.querySelector("exit-cover,[data-htmx-powered]") || location.reload());
}
