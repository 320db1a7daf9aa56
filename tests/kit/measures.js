/* Things that people would trip over, measured in the page itself: `measures.targets()` and the others return faults as sentences.
 * tests/kit/screens.py injects this into each page through the debugger, since the page's security policy allows no other script. */
window.measures = (() => {
  "use strict";

  const OFF = 1; // px of tolerance for rounding
  const words = (element) => (element.textContent || element.getAttribute?.("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const name = (element) => `<${element.localName}${element.id ? "#" + element.id : ""}${[...element.classList].map((className) => "." + className).join("")}> “${words(element)}”`;
  const box = (element) => element.getBoundingClientRect();
  const round = (number) => Math.round(number * 10) / 10;

  /** Whether it can be seen: not hidden, not folded away, not for screen readers only, not a skip link that waits for the Tab key. */
  function shown(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    if (element.closest(".skip-link:not(:focus)")) return false;
    for (let around = element; around; around = around.parentElement) if (getComputedStyle(around).clipPath === "inset(50%)") return false;
    const { width, height } = box(element);
    return width > 0 && height > 0;
  }

  /** Open everything that folds, except menus in a bar, which close when the reader moves on. */
  function open() {
    for (const fold of document.querySelectorAll("main details")) fold.open = true;
  }

  /** The bars that stay in place while the page scrolls, and where they are on the screen once it has scrolled. */
  function bars() {
    return [...document.body.querySelectorAll("*")].filter(shown).flatMap((element) => {
      const style = getComputedStyle(element);
      if (!["fixed", "sticky"].includes(style.position)) return [];
      const { left, right, top, height } = box(element);
      const sticky = parseFloat(style.top);
      const start = style.position === "fixed" ? top : Number.isNaN(sticky) ? innerHeight - parseFloat(style.bottom) - height : sticky;
      const until = style.position === "sticky" && Number.isNaN(sticky) ? element : null; // it stays in view until its own place in the page, and scrolls along from there
      return Number.isNaN(start) ? [] : [{ element, left, right, top: start, bottom: start + height, until }];
    });
  }

  const barOf = (element, all) => all.find((bar) => bar.element.contains(element))?.element ?? null;

  /** Everything wider than the screen. */
  function sideways() {
    const faults = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > innerWidth) faults.push(`the page is ${root.scrollWidth} px wide on a screen of ${innerWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      if (element.parentElement.closest(".paper") || !shown(element)) continue; // a preview of a printed page is cut off at its edge
      const { left, right } = box(element);
      if (left < -OFF || right > innerWidth + OFF) faults.push(`${name(element)} runs from ${round(left)} to ${round(right)} on a screen of ${innerWidth}`);
    }
    return faults.slice(0, 4);
  }

  /** Every visible line of text, as tall as its letters rather than its line height. */
  function lines() {
    const visible = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node; (node = walker.nextNode()); ) {
      const element = node.parentElement;
      if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !shown(element)) continue;
      const size = parseFloat(getComputedStyle(element).fontSize);
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        if (right - left < 2) continue;
        const middle = (top + bottom) / 2;
        const half = element.closest("svg") ? (bottom - top) * 0.3 : Math.min(bottom - top, size) * 0.42;
        visible.push({ element, text: node.data.trim().slice(0, 40), left, right, top: middle - half, bottom: middle + half });
      }
    }
    return visible;
  }

  const meet = (a, b, by = 2) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > by && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > by;

  /** All text (or all outside drawings) that cannot be read: cut off by a box, running out of its own box, on top of other text, or under a bar wherever the page is scrolled to. */
  function text(drawings = true) {
    const faults = [];
    const all = bars();
    const visible = lines().filter(({ element }) => drawings || !element.closest("svg, .paper"));
    const reach = document.scrollingElement.scrollHeight - innerHeight;
    const groups = new Map();
    for (const line of visible) {
      for (let around = line.element; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.display === "inline" || around.closest("svg")) continue;
        const edge = box(around);
        const cuts = style.overflow !== "visible";
        const drawn = ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style[`border${side}Width`]) > 0) || !/rgba\(.*, 0\)|transparent/.test(style.backgroundColor);
        if ((cuts || drawn) && (line.left < edge.left - OFF || line.right > edge.right + OFF || line.top < edge.top - OFF || line.bottom > edge.bottom + OFF)) {
          faults.push(`“${line.text}” runs out of ${name(around)}`);
          break;
        }
      }
      if (line.left < -OFF || line.right > innerWidth + OFF) faults.push(`“${line.text}” runs off the screen`);
      const holder = barOf(line.element, all);
      const hit = holder && document.elementFromPoint((line.left + line.right) / 2, (line.top + line.bottom) / 2);
      const onTop = hit && holder.contains(hit); // the main menu is inside the bar on a phone in landscape
      const moved = holder ? 0 : Math.min(Math.max(0, (line.top + line.bottom) / 2 + scrollY - innerHeight / 2), Math.max(0, reach)) - scrollY;
      for (const bar of all) {
        if (bar.element === holder || bar.element.contains(holder) || holder?.contains(bar.element) || onTop) continue;
        if (bar.until?.compareDocumentPosition(line.element) & Node.DOCUMENT_POSITION_FOLLOWING) continue;
        if (meet({ ...line, top: line.top - moved, bottom: line.bottom - moved }, bar)) faults.push(`“${line.text}” is under ${name(bar.element)}`);
      }
      groups.set(holder, [...(groups.get(holder) ?? []), line]);
    }
    for (const group of groups.values()) {
      group.sort((a, b) => a.top - b.top);
      group.forEach((line, number) => {
        for (let next = number + 1; next < group.length && group[next].top < line.bottom; next++) {
          if (meet(line, group[next])) faults.push(`“${line.text}” overlaps “${group[next].text}”`);
        }
      });
    }
    return faults.slice(0, 6);
  }

  const CONTROLS = "a[href], button, summary, select, textarea, input";
  const LARGE = "button, summary, select, textarea, input, .row, .button, .dial, .answer, .tile, .chip, .door, .quick-exit-link, .top-bar a, .bottom-bar a, .jump a";

  /** Everything to tap: for a checkbox or radio button, its whole label. */
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter(shown).map((element) => (element.matches("[type=checkbox], [type=radio]") ? element.labels?.[0] ?? element : element));

  /** Whether a link is part of a sentence. */
  function running(element) {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    const around = element.closest("p, li, dd, dt, td, q, label, div");
    return !!around && around.textContent.trim().length > element.textContent.trim().length;
  }

  /** Rows of a list may touch, as each is tall enough for a finger. */
  const isRow = ({ top, bottom }) => bottom - top >= 44;

  /** Everything to tap that is too small, or too close to its neighbours. Links within a sentence are exempt. */
  function targets() {
    const faults = [];
    const all = bars();
    const boxes = [...new Set(controls())].filter((element) => !running(element)).map((element) => {
      const { left, right, top, bottom } = box(element);
      return { element, left, right, top, bottom, bar: barOf(element, all) };
    });
    for (const { element, left, right, top, bottom } of boxes) {
      const least = element.matches(LARGE) || element.localName === "label" ? 48 : 24;
      if (bottom - top < least - 0.1) faults.push(`${name(element)} is ${round(bottom - top)} px high, less than ${least}`);
      if (right - left < 24) faults.push(`${name(element)} is ${round(right - left)} px wide, less than 24`);
    }
    boxes.forEach((first, number) => {
      for (const second of boxes.slice(number + 1)) {
        if (first.bar !== second.bar || first.element.contains(second.element) || second.element.contains(first.element)) continue;
        const across = Math.max(first.left, second.left) - Math.min(first.right, second.right);
        const down = Math.max(first.top, second.top) - Math.min(first.bottom, second.bottom);
        if (down > -OFF && isRow(first) && isRow(second)) continue;
        if (Math.max(across, down) < 8 - OFF / 2) faults.push(`${name(first.element)} and ${name(second.element)} are ${round(Math.max(across, down))} px apart, less than 8`);
      }
    });
    return faults.slice(0, 8);
  }

  /** What is missing without scrolling: the whole heading, and the bar with "Bel". */
  function firstScreen() {
    const faults = [];
    const title = document.querySelector("h1");
    const call = document.querySelector('.bottom-bar [data-section="bel"]');
    for (const [what, element] of [["title", title], ["call", call]]) {
      const { left, top, right, bottom } = box(element);
      const places = [[(left + right) / 2, top + 4], [(left + right) / 2, bottom - 4]];
      if (top < 0 || bottom > innerHeight) faults.push(`the ${what} runs from ${round(top)} to ${round(bottom)} on a screen of ${innerHeight}`);
      else if (!places.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))) faults.push(`something covers the ${what}`);
    }
    return faults;
  }

  /** A group of radio buttons is one Tab stop, represented by its first button. */
  const stopOf = (element) => (element.type === "radio" ? document.querySelector(`input[type=radio][name="${element.name}"]`) : element);

  /** What Tab should reach, in page order. */
  function stops() {
    const all = [...document.querySelectorAll(`${CONTROLS}, [tabindex="0"]`)].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0);
    return all.filter((element) => stopOf(element) === element);
  }

  /** Where the focus is: its index in `stops`, and whether it can be seen there. */
  function focus() {
    const element = document.activeElement;
    const faults = [];
    const number = stops().indexOf(stopOf(element));
    if (number < 0) return { number, faults, name: name(element) };
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!element.matches(":focus-visible") || !ring) faults.push(`${name(element)} does not show that it has the focus`);
    for (const { left, right, top, bottom } of element.getClientRects()) { // a long link has several boxes
      if (right - left < 2 || bottom - top < 2) continue;
      const inset = 2;
      const high = [[left + inset, top + inset], [right - inset, top + inset]];
      // in a large field the browser shows the line with the cursor
      const low = element.localName === "textarea" ? [] : [[left + inset, bottom - inset], [right - inset, bottom - inset], [(left + right) / 2, (top + bottom) / 2]];
      for (const [x, y] of [...high, ...low]) {
        if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) {
          faults.push(`${name(element)} has the focus outside the screen, at ${round(x)}, ${round(y)}`);
          break;
        }
        const hit = document.elementFromPoint(x, y);
        // rounded corners show what is behind them; only a bar hides the element
        const cover = hit && !element.contains(hit) && bars().find((bar) => bar.element.contains(hit) && !bar.element.contains(element));
        if (cover) {
          faults.push(`${name(element)} has the focus under ${name(cover.element)}`);
          break;
        }
      }
    }
    return { number, faults, name: name(element) };
  }

  /** The colour that is visible behind an element. */
  function ground(element) {
    for (let around = element; around; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (!/rgba\(.*, 0\)|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  }

  /** The longest time that anything moves, in ms, and which element. */
  function motion() {
    let longest = 0;
    let what = "";
    for (const element of document.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const times = [style.transitionDuration, style.transitionDelay, style.animationName === "none" ? "0s" : style.animationDuration].flatMap((value) => value.split(","));
      const time = Math.max(...times.map((value) => parseFloat(value) * (value.trim().endsWith("ms") ? 1 : 1000)));
      if (time > longest) [longest, what] = [time, name(element)];
      if (style.scrollBehavior !== "auto") [longest, what] = [Infinity, `${name(element)} scrolls smoothly`];
    }
    return { longest, what };
  }

  return { bars: () => bars().map(({ element }) => name(element)), firstScreen, focus, ground, lines, motion, name, open, shown, sideways, stops: () => stops().map(name), targets, text };
})();
