/*
 * "Open now": shows beside each number's opening hours whether it is open at this moment, in Dutch
 * time wherever the reader is. The hours themselves are always on the page; as data they are in
 * data-hours (written by meldapp/web/hours.py), and the words are in [data-open-now].
 */
(() => {
  "use strict";

  const MINUTES = 1440; // in a day
  const DAY = 864e5; // ms
  const language = document.documentElement.lang;

  /**
   * The current Dutch time, as a Date whose UTC fields hold it: Sweden writes dates the way Date
   * reads them.
   */
  function clock() {
    const shown = new Date(Date.now()).toLocaleString("sv", { timeZone: "Europe/Amsterdam" });
    return new Date(`${shown.replace(" ", "T")}Z`);
  }

  /**
   * Whether a day (midnight UTC) is a general Dutch holiday (Algemene termijnenwet, art. 3), with
   * Liberation Day (5 May) every fifth year only. In days from Easter Sunday: Easter Monday is 1,
   * Ascension Day 39, Whitsun 49 and 50. This short rule for Easter holds from 1900 to 2099.
   */
  function isHoliday(day) {
    const year = day.getUTCFullYear();
    let moon = 225 - 11 * (year % 19);
    while (moon > 50) moon -= 30;
    if (moon > 48) moon--;
    const easter = Date.UTC(year, 2, moon + 7 - ((year + Math.floor(year / 4) + moon + 1) % 7));
    const kingsDay = new Date(`${year}-04-27`).getUTCDay() ? 27 : 26;
    const date = day.toISOString().slice(5, 10);
    return (
      [0, 1, 39, 49, 50].includes((day - easter) / DAY) ||
      ["01-01", `04-${kingsDay}`, year % 5 ? "" : "05-05", "12-25", "12-26"].includes(date)
    );
  }

  /**
   * When a line is open on a day: [opens, closes] in minutes from midnight. `hours` looks like
   * "12345 540 1020;6 1200 1560", in which Monday is 1.
   */
  const stretches = (hours, day) =>
    hours
      .split(";")
      .map((stretch) => stretch.split(" "))
      .filter(([days]) => days.includes(day.getUTCDay() || 7))
      .map(([, opens, closes]) => [Number(opens), Number(closes)]);

  const time = (words, minutes, day) =>
    words
      .replace("{hour}", Math.floor(minutes / 60))
      .replace("{minute}", String(minutes % 60).padStart(2, "0"))
      .replace("{day}", day);

  /** "Today", "tomorrow" or the name of a day. */
  const nameOf = (day, ahead) =>
    ahead < 2
      ? new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(ahead, "day")
      : day.toLocaleDateString(language, { weekday: "long", timeZone: "UTC" });

  /**
   * What to say about one line at this moment. The search runs from yesterday, whose hours may last
   * past midnight, to beyond the longest run of holidays.
   */
  function state({ hours, holidays }, words) {
    const now = clock();
    const minute = Math.floor((now % DAY) / 6e4);
    for (let ahead = -1; ahead < 15; ahead++) {
      const day = new Date(now - (now % DAY) + ahead * DAY);
      if (holidays && isHoliday(day)) continue;
      const at = minute - ahead * MINUTES;
      for (const [opens, closes] of stretches(hours, day)) {
        if (at < opens) return { text: time(words.closed, opens, nameOf(day, ahead)) };
        if (at >= closes) continue;
        if (closes - opens === MINUTES) return { open: true, text: words.open };
        const end = closes > MINUTES ? closes - MINUTES : closes;
        return { open: true, text: time(words.until, end) };
      }
    }
    return { text: "" };
  }

  /**
   * Put the open lines first in each group. At night, when the chat is closed, everything that is
   * open moves to a group above the others.
   */
  function sort() {
    const night = document.querySelector("[data-night]");
    const items = [...document.querySelectorAll(".call-list > li")];
    if (!night || items.some((item) => item.contains(document.activeElement))) return;
    const isOpen = (item) => item.querySelector(".open-now")?.dataset.state === "open";
    const open = items.filter(isOpen).map((item) => item.firstElementChild.id);
    const names = open.sort().join(" ");
    if (night.dataset.names === names) return;
    night.dataset.names = names;
    const chat = document.getElementById("veilig-thuis-chat")?.parentElement;
    const isNight = Boolean(chat) && !isOpen(chat);
    night.hidden = !isNight;
    for (const item of items.sort((one, other) => isOpen(other) - isOpen(one))) {
      item.home ??= item.parentElement;
      const isAbove = isNight && (isOpen(item) || item === chat);
      (isAbove ? night.querySelector("ul") : item.home).append(item);
    }
    for (const group of document.querySelectorAll(".numbers:not([data-night])")) {
      group.hidden = !group.querySelector("li");
    }
  }

  function refresh() {
    const words = document.querySelector("[data-open-now]")?.dataset;
    if (!words) return;
    for (const item of document.querySelectorAll(".open-now + [data-hours]")) {
      const { open, text } = state(item.dataset, words);
      const place = item.previousElementSibling;
      const doubted = text && "old" in item.dataset;
      place.hidden = !text;
      place.dataset.state = open ? "open" : "";
      place.textContent = doubted ? words.perhaps.replace("{state}", text) : text;
    }
    sort();
  }

  document.addEventListener("htmx:after:swap", refresh);
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, 20_000);
  refresh();
})();
