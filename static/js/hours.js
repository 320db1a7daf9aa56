/*
 * "Open now": says beside the opening hours of each number whether it is open at this moment, in
 * Dutch time whatever the clock of the reader's own country says. The hours themselves are always
 * on the page; they stand as data in data-hours (meldapp/web/hours.py writes them), the words in
 * [data-open-now].
 */
(() => {
  "use strict";

  const MINUTES = 1440; // of a day
  const DAY = 864e5; // ms
  const language = document.documentElement.lang;

  /**
   * The Dutch clock at this moment, as a Date whose UTC fields are what it shows: Sweden writes
   * dates the way Date reads them.
   */
  function clock() {
    const shown = new Date(Date.now()).toLocaleString("sv", { timeZone: "Europe/Amsterdam" });
    return new Date(`${shown.replace(" ", "T")}Z`);
  }

  /**
   * Whether a day (midnight UTC) is a general Dutch holiday (Algemene termijnenwet, art. 3), with
   * Liberation Day (5 May) in lustrum years only. In days from Easter Sunday: Easter Monday is 1,
   * Ascension Day 39, Whitsun 49 and 50. The short rule for Easter holds from 1900 to 2099.
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
   * When a line is open on a day: [opens, closes] in minutes from its midnight. `hours` is such as
   * "12345 540 1020;6 1200 1560", Monday is 1.
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

  /** Today, tomorrow or the name of a day. */
  const nameOf = (day, ahead) =>
    ahead < 2
      ? new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(ahead, "day")
      : day.toLocaleDateString(language, { weekday: "long", timeZone: "UTC" });

  /**
   * What to say of one line at this moment; looks from yesterday, which may last past midnight, to
   * the end of the longest row of holidays.
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
   * Put what is open first in each group. At night, when the chat is closed, everything that is
   * open stands in a group above the others.
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
