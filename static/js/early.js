/* What cannot wait for the other scripts, inlined in the page. */
{
  // A page that the browser had discarded and is reloading may have swapped pages before it in the
  // history. Back then only changes the address, and htmx, which fetches those pages, loads last of
  // all: until it is running, reload. A move within the page changes the address too, but not its
  // path; and a page that the exit has covered stays covered.
  const { pathname } = location;
  addEventListener("popstate", () => {
    const isHandled = document.querySelector("[data-htmx-powered], exit-cover");
    if (location.pathname !== pathname && !isHandled) location.reload();
  });
}
