/*
 * The quick exit. The only script inlined in every page, first in <head>, so that it works while
 * every other script hangs; minified it is at most 3,072 bytes. Its words are the data- attributes
 * of the control (components/quick-exit.html), its styles are in css/components/quick-exit.css, and
 * tests/browser/test_quick_exit*.py test it in real browsers.
 *
 * While the page is covered there is an <exit-cover>: other scripts then leave everything alone.
 *
 * Two marks in the tab's sessionStorage decide what Back and Forward may show. No engine lets a
 * page see everything in the history of its tab, so the app zone leaves a mark itself. Both marks
 * are a bare 1 and belong to the tab: a browser that restores the tab may restore them too.
 *   p   the app zone was read in this tab, so the tab's history holds pages of it
 *   q   the reader has left: Back and Forward lead out again, until an address is typed
 * A reader who has only seen the help zone gets neither.
 */
"use strict";
{
  const root = document.documentElement;
  const inHelpZone = root.dataset.zone === "help";
  const installed =
    navigator.standalone ||
    matchMedia("(display-mode:standalone),(display-mode:minimal-ui)").matches;
  // refused by Firefox when all cookies are blocked, and unknown to older browsers
  const otherTabs = attempt(() => new BroadcastChannel("q"));

  // On the root, not in the body: it works before there is a body, and no swap removes it.
  const cover = document.createElement("exit-cover");

  const CONTROL = "[data-quick-exit]";

  // How many presses of a key leave, and the longest pause between two of them in ms.
  const KEYS = { Shift: [3, 5e3], Escape: [2, 1e3] };

  let leaving;
  let rect; // of the control, while a pointer is down on it
  let pointer; // its id
  let key;
  let presses;
  let countdown;

  /** Take one step of the way out; if a browser refuses it, the next steps still follow. */
  function attempt(step) {
    try {
      return step();
    } catch {}
  }

  const closest = ({ target }, selector) => target.closest?.(selector);

  /**
   * Hand the control to `act` once it is there. The load event may never come: a script can hang. A
   * page that a hasty Back cut off above its control would stay empty: it is reloaded.
   */
  function withControl(act) {
    const control = document.querySelector(CONTROL);
    if (control) act(control);
    else if (cover.isConnected && document.readyState === "complete") location.reload();
    else setTimeout(withControl, 50, act);
  }

  /** Put words on the cover: "wait" says that a page is loading, "ask" is a button to read on. */
  function draw(words) {
    withControl((control) => {
      document.body.inert = cover.isConnected;
      cover.innerHTML = control.dataset[words];
      cover.firstChild.onclick = words === "ask" && uncover;
    });
  }

  function coverPage(words) {
    root.append(cover);
    // a task later: then an alert is announced, and making a long page inert delays no empty frame
    setTimeout(draw, 0, words || "wait");
  }

  const markAppZone = () => inHelpZone || attempt(() => (sessionStorage.p = 1));

  /** Show the page, and leave its mark only now: it is not read while the reader is being asked. */
  function uncover() {
    if (!leaving) {
      cover.remove();
      markAppZone();
      draw("wait");
    }
  }

  /** In an installed app another site would open in a sheet on top of it: go to our empty page. */
  function go() {
    withControl((control) => {
      stop();
      location.replace(installed ? control.dataset.empty : control);
    });
  }

  /** Go, and go again later: a browser may drop it while the reader moves through the history. */
  function leave() {
    go();
    setTimeout(go, 8e3);
  }

  const tellOtherTabs = () => attempt(() => otherTabs.postMessage(0));

  /** Leave. `taken`: another of our tabs is leaving and takes this one along. */
  function exit(taken) {
    if (leaving) return;
    leaving = 1;
    coverPage();
    if (!taken) tellOtherTabs();
    attempt(() => {
      if (!inHelpZone || sessionStorage.p) sessionStorage.q = 1;
    });
    if (installed || taken) {
      close();
      setTimeout(leave, 150);
    } else leave();
  }

  /**
   * Decide what a page may show when it loads. `again`: by Back, Forward or a reload, which is also
   * how a phone restores a page that it had discarded.
   */
  function enter(again) {
    // An app page that was shown before has left its mark. If it is gone, the other one may be gone
    // too (erased, refused, lost with a closed browser): then the reader decides.
    const ask = again && (inHelpZone || !attempt(() => sessionStorage.p));
    attempt(() => {
      if (again && (!inHelpZone || installed)) leaving = leaving || sessionStorage.q;
      if (!again && !inHelpZone) delete sessionStorage.q;
    });
    if (leaving) {
      coverPage();
      leave();
    } else if (ask) coverPage("ask");
    else uncover();
  }

  function count(times) {
    presses = times;
    clearTimeout(countdown);
    const [enough, pause] = KEYS[key] || [];
    if (presses) countdown = setTimeout(count, pause, 0);
    withControl((control) => {
      control.nextElementSibling.textContent = (enough > 2 && control.dataset[presses]) || "";
    });
    if (presses >= enough) exit();
  }

  const HANDLERS = {
    pageshow({ persisted }) {
      if (persisted) enter(1);
    },

    // Moving between history entries of one page cancels the request that leads away from it.
    popstate() {
      if (leaving) go();
    },

    // Browsers may keep the page for Back, and Back shows its last frame before any event.
    pagehide: () => coverPage(),

    // A page restored from memory becomes visible before its pageshow: it is still covered then.
    visibilitychange() {
      if (document.hidden) {
        if (inHelpZone) coverPage("ask");
        else if (installed) coverPage();
      } else if (leaving) go();
      else if (!inHelpZone && cover.isConnected) enter(1);
    },

    // The root captures the pointer, so a release outside the window arrives too, and the click
    // after it does not land on the link. Hiding the control instead would lose that click.
    // Meanwhile another finger, or the hand that holds the phone, has no effect.
    pointerdown(event) {
      key = count(0);
      if (rect && !event.isPrimary) return;
      rect = rect || closest(event, CONTROL)?.getBoundingClientRect();
      if (rect) {
        pointer = event.pointerId;
        coverPage();
        root.setPointerCapture(event.pointerId);
      }
    },

    pointerup({ pointerId, clientX: x, clientY: y }) {
      if (pointerId !== pointer) return;
      const { left, right, top, bottom } = rect;
      pointer = rect = null;
      if (Math.max(left - x, x - right, top - y, y - bottom) > 48) uncover();
      else exit();
    },

    pointercancel({ pointerId }) {
      if (pointerId !== pointer) return;
      pointer = rect = null;
      uncover();
    },

    // On the control: Enter, switch, voice, screen reader. On another link: set the mark again
    // after an erase, since this tab's history still holds our pages.
    click(event) {
      if (closest(event, CONTROL)) {
        event.preventDefault();
        exit();
      } else if (closest(event, "a")) markAppZone();
    },

    keydown(event) {
      const before = key;
      const typed = event.key === "Escape" && document.querySelector(":focus:read-write")?.value;
      key = event.ctrlKey || event.altKey || typed ? 0 : event.key;
      if (key !== before) count(0);
      if (leaving && key === "Escape") event.preventDefault();
    },

    keyup(event) {
      if (event.key === key && KEYS[key]) count(presses + 1);
    },

    // Sent by other scripts. The help zone covers itself before it goes to another page; the erase
    // page sends the other tabs away and stays.
    ask: () => coverPage("ask"),
    erase: tellOtherTabs,
  };

  // On window and capturing: ahead of any other handler, whatever htmx has put in the page.
  for (const type in HANDLERS) addEventListener(type, HANDLERS[type], true);
  if (otherTabs) otherTabs.onmessage = exit;
  // Two APIs, since neither covers every case. Chromium reports a restored tab, such as one closed
  // a moment ago, through the newer one only; Firefox leaves that one empty when it resists
  // fingerprinting.
  const older = performance.navigation?.type;
  const newer = performance.getEntriesByType("navigation")[0]?.type;
  enter(older || (newer ? newer === "reload" || newer === "back_forward" : older !== 0));
}
