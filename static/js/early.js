/* What cannot wait for the other scripts: stands inside the page. */
{
  // A page that the browser had let go and loads anew may have steps before it. Back then moves the
  // address only, and htmx, which brings the page of a step, comes last of all: until it is at work
  // the browser loads the page. A step to a place on the page moves the address too, but not its
  // path; and a page that the exit has covered stays covered.
  const { pathname } = location;
  addEventListener("popstate", () => {
    const isSeenTo = document.querySelector("[data-htmx-powered], exit-cover");
    if (location.pathname !== pathname && !isSeenTo) location.reload();
  });
}
