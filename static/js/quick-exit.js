/*
 * Leaving at once (SAFETY §3): the one script that stands inside the page, first in <head>, so that it works while every other script
 * hangs. Minified at most 2,048 bytes. Its words are the data- attributes of the control (components/quick-exit.html), its looks
 * css/components/quick-exit.css. tests/browser/test_quick_exit*.py try every line of it in real browsers.
 *
 * While the page is covered there is an <exit-cover>: other scripts then leave everything as it is.
 */
{
  const doc = document,
    root = doc.documentElement,
    help = root.dataset.zone == "help",
    pwa = matchMedia("(display-mode:standalone)").matches,
    // On the root, not in the body: it works before there is a body, and nothing that replaces the body takes it away.
    box = doc.createElement("exit-cover"),
    hit = e => e.target.closest("[data-quick-exit]"),
    // No load event is waited for: a script that hangs would hold it up.
    link = act => {
      const a = doc.querySelector("[data-quick-exit]")
      a ? act(a) : setTimeout(link, 50, act)
    },
    // A task after the cover, so that an alert is heard, and the first empty frame does not wait for a long page to become inert.
    draw = word =>
      link(a => {
        doc.body.inert = box.isConnected
        box.innerHTML = a.dataset[word]
        box.firstChild.onclick = word == "ask" && show
      }),
    // "wait" says that something is loading, "ask" is the neutral screen with a button to read on.
    cover = word => {
      root.append(box)
      setTimeout(draw, 0, word || "wait")
    },
    show = () => leaving || (box.remove(), draw("wait")),
    // An installed app goes to its own empty page: an outside address would open as a sheet over the app.
    go = () =>
      link(a => {
        stop()
        location.replace(pwa ? a.dataset.empty : a)
      }),
    tell = () => tabs?.postMessage(0),
    exit = other => {
      if (!leaving) {
        leaving = 1
        cover()
        other || tell()
        // The gate. The help zone stores nothing, unless other pages of ours lie behind it in this tab.
        try {
          help && navigation.entries().length < 2 || (sessionStorage.q = 1)
        } catch {}
        pwa || other ? (close(), setTimeout(go, 150)) : go()
        setTimeout(go, 8e3)
      }
    },
    // `back`: by Back, Forward or reload, which is also how a phone brings back a page it had dropped.
    enter = back => {
      if (!help)
        try {
          leaving = back && sessionStorage.q
          leaving || delete sessionStorage.q
        } catch {}
      leaving ? (cover(), go()) : help && back ? cover("ask") : show()
    },
    // Three times Shift, or two times Escape, make more than 2; half a tap is an Escape, and has one second.
    count = n => {
      taps = n
      clearTimeout(timer)
      timer = n && setTimeout(count, n % 1 ? 1e3 : 5e3, 0)
      link(a => a.nextElementSibling.textContent = a.dataset[n] || "")
      n > 2 && exit()
    },
    on = {
      pageshow: e => e.persisted && enter(1),
      pagehide: () => cover(),
      // A page that comes back from memory becomes visible before its pageshow: the gate stands here too.
      visibilitychange() {
        doc.hidden ? help ? cover("ask") : pwa && cover() : leaving ? go() : help || enter(1)
      },
      // The root captures the pointer: a release outside the window arrives too, and the click after it is not on the link.
      pointerdown(e) {
        key = count(0)
        if (hit(e)) {
          rect = hit(e).getBoundingClientRect()
          cover()
          root.setPointerCapture(e.pointerId)
        }
      },
      pointerup({ clientX: x, clientY: y }) {
        if (rect) rect = Math.max(rect.left - x, x - rect.right, rect.top - y, y - rect.bottom) > 48 ? show() : exit()
      },
      pointercancel() {
        rect = rect && show()
      },
      // Enter, switch, voice, screen reader.
      click: e => hit(e) && exit(e.preventDefault()),
      keydown(e) {
        key == (key = e.ctrlKey || e.altKey || e.key == "Escape" && doc.activeElement.value ? 0 : e.key) || count(0)
        leaving && key == "Escape" && e.preventDefault()
      },
      keyup: e => e.key == key && count(taps + { Shift: 1, Escape: 1.5 }[key]),
      // Asked for by other scripts: the help zone covers itself before it goes to another page, since Back shows the last frame that was drawn
      // for a moment; the erase page sends the other tabs away, and stays itself.
      ask: () => cover("ask"),
      erase: tell
    }
  let rect, leaving, key, taps, timer, tabs
  // On window and capturing: before any other handler, whatever htmx has put in the page.
  for (const type in on) addEventListener(type, on[type], true)
  enter(performance.navigation.type)
  tabs = new BroadcastChannel("q")
  tabs.onmessage = () => exit(1)
}
