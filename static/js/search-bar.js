/*
 * The search field in the bar of a wide screen: Enter brings the search page and puts the words in
 * its field. They travel in memory: an address with the words in it would stand in the history of
 * the browser.
 */
(() => {
  "use strict";

  let words = "";

  /** Hand the words over to the search page, when it is there. */
  function handOver() {
    const field = document.querySelector("[data-search] input");
    if (!words || !field) return;
    field.value = words;
    words = "";
    document.querySelector("[data-search-bar] input").value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (
      event.key !== "Enter" ||
      event.isComposing ||
      !event.target.matches?.("[data-search-bar] input")
    )
      return;
    event.preventDefault();
    words = event.target.value.trim();
    if (document.querySelector("[data-search]")) handOver();
    else document.querySelector(".tools-search").click();
  });
  // after app.js has moved the focus to the title
  document.addEventListener("htmx:after:swap", () => setTimeout(handOver));
})();
