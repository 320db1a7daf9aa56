/* The worker of the app zone: it keeps the pages of the reader's languages on the device.
 * docs/architecture.md has its protocol: files, trust, store, versions, and messages from pages.
 *
 * Bytes that do not match their hash are not ours, whether from the network or from a cache.
 * Nothing is stored because somebody reads it: a store that grows with use is a record of what was
 * read.
 *
 * The build wraps this file in a function, so that names can be shortened, and fills in BUILD
 * (publish/offline.py): base; lists, cores (bundles) and last (a page), each by language; patience
 * and pause in milliseconds.
 */
"use strict";

const BUILD = {};
const SCOPE = self.registration.scope;
const FILES = `files ${SCOPE}`;
const LISTS = `lists ${SCOPE}`;
const CORE = 1; // how many tiers of a language
const ALL = 2;
const REQUEST_COST = 300; // bytes that a request takes besides its answer
const CONNECTIONS = 6; // as many as a browser opens to one host

const lists = new Map(); // file name → promise of the list
const fillings = new Map(); // language → promise of the fill in progress
let stopped = false; // set by the erase page: from then on nothing is written

// -- small things ---------------------------------------------------------------------------------

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const isFull = (error) => error.name === "QuotaExceededError";
const key = (name) => new URL(`offline/${name}`, SCOPE).href;
const localeOf = (url) => url.slice(SCOPE.length).split("/")[0];
const hex = (byte) => byte.toString(16).padStart(2, "0");

/** The first 128 bits of the SHA-256, as publish/offline.py writes them. */
async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.slice(0, 16), hex).join("");
}

// -- the network ----------------------------------------------------------------------------------

/** The bytes at a path of this site; gives up when none arrive within BUILD.patience. */
async function fetchBytes(path, redirect = "follow") {
  const controller = new AbortController();
  let timer = 0;
  const expectMore = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), BUILD.patience);
  };
  expectMore();
  try {
    // a host may redirect within this origin; the hash exposes anyone else who answers
    const response = await fetch(new URL(BUILD.base + path, SCOPE), {
      cache: "no-store",
      credentials: "omit",
      mode: "same-origin",
      redirect,
      signal: controller.signal,
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const reader = response.body.getReader();
    const chunks = [];
    for (let chunk; !(chunk = await reader.read()).done; ) {
      chunks.push(chunk.value);
      expectMore();
    }
    return await new Blob(chunks).arrayBuffer();
  } finally {
    clearTimeout(timer);
    controller.abort(); // a body nobody reads would keep its connection
  }
}

/**
 * The bytes of a listed file, after up to `tries` attempts with growing pauses; throws if they do
 * not match their hash.
 */
async function download({ path, hash }, tries) {
  for (let number = 1; ; number++) {
    try {
      const bytes = await fetchBytes(path);
      if ((await hashOf(bytes)) === hash) return bytes;
      throw new Error(`${path}: other bytes than listed`);
    } catch (error) {
      if (number >= tries || stopped) throw error;
      await wait(number * BUILD.pause);
    }
  }
}

// -- the store ------------------------------------------------------------------------------------

// A look-up never opens a cache: that would create one, even just after the erase page deleted it.
const find = (cacheName, name) => caches.match(key(name), { cacheName });

/** The stored bytes under a name, or null. A damaged entry is deleted, never returned. */
async function read(cacheName, name, hash) {
  const response = await find(cacheName, name);
  if (!response) return null;
  const bytes = await response.arrayBuffer().catch(() => null);
  if (bytes && (await hashOf(bytes)) === hash) return bytes;
  await (await caches.open(cacheName)).delete(key(name));
  return null;
}

async function write(cacheName, name, bytes) {
  if (stopped) throw new Error("stopped");
  await (await caches.open(cacheName)).put(key(name), new Response(bytes));
  if (stopped) await caches.delete(cacheName); // the erase page deleted it in the meantime
}

/** The keys of every stored file. */
async function stored() {
  if (!(await caches.has(FILES))) return new Set();
  const requests = await (await caches.open(FILES)).keys();
  return new Set(requests.map(({ url }) => url));
}

/** The lists in use and the previous ones, by language: { now: { nl: file name }, before }. */
async function readNote() {
  const response = await find(LISTS, "note");
  return (await response?.json()) ?? { now: {}, before: {} };
}

const writeNote = (note) => write(LISTS, "note", JSON.stringify(note));
const namesIn = ({ now, before }) => [...Object.values(now), ...Object.values(before)];

/** The list with this file name: stored or fetched, verified, with its files by path. */
function list(name, tries = 1) {
  if (!lists.has(name)) {
    lists.set(name, openList(name, tries));
    lists.get(name).catch(() => lists.delete(name));
  }
  return lists.get(name);
}

async function openList(name, tries) {
  const [, hash] = name.split(".");
  const path = `app/offline/${name}`;
  const bytes = (await read(LISTS, name, hash)) ?? (await download({ path, hash }, tries));
  const content = JSON.parse(new TextDecoder().decode(bytes));
  const opened = { ...content, name, bytes, files: new Map() };
  for (const tier of opened.tiers) {
    tier.files = tier.files.map(([path, hash, size]) => ({ path, hash, size, tier, list: opened }));
    for (const file of tier.files) opened.files.set(file.path, file);
  }
  return opened;
}

/** The files of these tiers that are not stored. */
async function missing(tiers) {
  const have = await stored();
  return tiers.flatMap(({ files }) => files).filter(({ hash }) => !have.has(key(hash)));
}

// -- filling the store ----------------------------------------------------------------------------

/** Store the first `count` tiers of a language: only missing files, and those that arrive stay. */
function fill(locale, count) {
  if (!fillings.has(locale)) {
    fillings.set(locale, fillTiers(locale, count).finally(() => fillings.delete(locale)));
  }
  return fillings.get(locale);
}

async function fillTiers(locale, count) {
  const name = BUILD.lists[locale];
  // on a first visit nothing is stored, so the core need not wait for the list
  let early = (await stored()).size ? null : fetchBundle(BUILD.cores[locale]);
  early?.catch(() => {}); // handled below, if it is used at all
  // the first try may have been made for a page that asked what is stored
  const { bytes, tiers } = await list(name).catch(() => list(name, 3));
  for (const tier of tiers.slice(0, count)) {
    await fillTier(tier, early);
    await write(LISTS, name, bytes);
    early = null;
  }
}

const fetchBundle = (name) => fetchBytes(`app/offline/${name}`);

/** Store one tier; its bundle may be on its way already. */
async function fillTier(tier, early) {
  const wanted = new Set(await missing([tier]));
  const cost = (extra) => [...wanted].reduce((sum, { size }) => sum + size + extra, 0);
  await checkRoom(cost(0));
  for (let number = 1; number <= 3 && cost(REQUEST_COST) > tier.size; number++) {
    const coming = (number === 1 && early) || fetchBundle(tier.bundle);
    await unpack(tier, wanted, coming).catch(async (error) => {
      if (isFull(error) || stopped) throw error; // nor may an install outlast an erase
      await wait(number * BUILD.pause);
    });
  }
  // all or nothing: after a failure no connection starts another file, and all of them finish
  // first, since stragglers would eat the quota that the retry needs
  const queue = [...wanted];
  let fault = null;
  const fetchInTurn = async () => {
    for (let file; !fault && (file = queue.shift()); ) {
      try {
        await write(FILES, file.hash, await download(file, 3));
      } catch (error) {
        fault ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, fetchInTurn));
  if (fault) throw fault;
}

/** Throws if this many bytes do not fit, before the reader pays for a download that cannot stay. */
async function checkRoom(size) {
  if (!size) return;
  // browsers deliberately estimate far too high, since the real figure would identify a device
  await write(FILES, "probe", new Uint8Array(size));
  if (!stopped) await (await caches.open(FILES)).delete(key("probe"));
}

/** Store each wanted file from a bundle, provided its bytes match its hash. */
async function unpack({ files }, wanted, coming) {
  const decoder = new TextDecoder();
  const { shell, lines: ownLines, files: parts } = JSON.parse(decoder.decode(await coming));
  const shellFile = shell && files[0].list.files.get(shell);
  const shellBytes = shellFile && (await read(FILES, shellFile.hash, shellFile.hash));
  const shellLines = shellBytes ? decoder.decode(shellBytes).match(/[^\n]*\n|[^\n]+/g) : [];
  const lines = [...shellLines, ...ownLines];
  for (const [number, file] of files.entries()) {
    if (!wanted.has(file)) continue;
    const text = parts[number].map((part) => lines[part] ?? part).join("");
    const content = new TextEncoder().encode(text);
    if ((await hashOf(content)) !== file.hash) continue; // fetched by itself, later
    await write(FILES, file.hash, content);
    wanted.delete(file);
  }
}

/** Delete whatever is named neither by a list in use nor by the `coming` ones. */
async function sweep(coming = []) {
  const names = [...namesIn(await readNote()), ...coming];
  const wanted = new Set(["note", ...names].map(key));
  for (const name of names) {
    for (const { hash } of (await list(name)).files.values()) wanted.add(key(hash));
  }
  for (const cacheName of [LISTS, FILES]) {
    const cache = await caches.open(cacheName);
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url)) await cache.delete(request);
    }
  }
}

// -- installing and taking over -------------------------------------------------------------------

/** The languages in use, and those being read in open windows. */
async function languagesToInstall(now) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const read = windows.filter(({ url }) => url.startsWith(SCOPE)).map(({ url }) => localeOf(url));
  const known = new Set([...Object.keys(now), ...read].filter((locale) => BUILD.lists[locale]));
  return known.size ? [...known] : Object.keys(BUILD.lists).slice(0, 1);
}

/** Store the core, or everything for a reader who had that; if it fails, the old worker stays. */
async function install() {
  const { now } = await readNote();
  const locales = await languagesToInstall(now);
  for (const locale of locales) {
    const had = now[locale] && (await list(now[locale]).catch(() => null));
    const count = had && !(await missing(had.tiers)).length ? ALL : CORE;
    await fill(locale, count).catch(async (error) => {
      if (!isFull(error)) throw error;
      await sweep(locales.map((other) => BUILD.lists[other]));
      await fill(locale, count);
    }).catch(async (error) => {
      if (isFull(error)) await sweep();
      throw error;
    });
  }
}

async function activate() {
  const { now, before } = await readNote();
  const current = {};
  for (const [locale, name] of Object.entries(BUILD.lists)) {
    if (await find(LISTS, name)) current[locale] = name;
  }
  const same = JSON.stringify(current) === JSON.stringify(now);
  await writeNote({ now: current, before: same ? before : now });
  await self.clients.claim();
  await sweep();
}

// -- answering ------------------------------------------------------------------------------------

/** Always an answer: the stored page, a verified one, our own notice, or the page in this file. */
async function answer(event, url) {
  const path = tidy(url.pathname.slice(BUILD.base.length));
  const isPage = path.endsWith("/");
  const note = await readNote();
  const candidates = [path.split("/")[1], ...Object.keys(note.now), ...Object.keys(BUILD.lists)];
  const locale = candidates.find((code) => BUILD.lists[code]);
  // a script may be for a tab that still shows the previous version; pages come from this one
  const names = [BUILD.lists[locale], ...(isPage ? [] : namesIn(note))];
  const outcome = await Promise.race([
    seek(event, path === "app/" ? `app/${locale}/` : path, locale, names).catch(() => null),
    wait(BUILD.patience / 2),
  ]);
  if (outcome instanceof Response) return outcome;
  return (isPage && (await notice(outcome === "missing", locale, note.now))) || lastResort(url);
}

/** Normalise the address of a page: `app/nl/bel`, `app/nl//bel/`, `app/nl/bel/index.html`. */
function tidy(path) {
  const tidied = path.replace(/\/{2,}/g, "/").replace(/\/index\.html$/, "/");
  return /(\/|\.\w+)$/.test(tidied) ? tidied : `${tidied}/`;
}

/** The file at a path, stored or else fetched and verified; "missing" if there is no such page. */
async function seek(event, path, locale, names) {
  let file = null;
  for (const name of new Set(names)) {
    file = file ?? (await list(name).catch(() => null))?.files.get(path);
  }
  const kept = file && (await read(FILES, file.hash, file.hash));
  if (kept) return reply(file, kept);
  if (!file && !path.endsWith("/")) return fetch(event.request);
  const bytes = file && (await download(file, 1).catch(() => null));
  if (bytes) {
    event.waitUntil(mend(file, bytes).catch(() => {}));
    return reply(file, bytes);
  }
  // the site may be a release ahead: trust the new page through the list that the new worker names
  // (a captive portal's answer names none)
  const worker = new TextDecoder().decode(await fetchBytes("app/sw.js", "error"));
  const [newer] = new RegExp(`\\b${locale}\\.[0-9a-f]{32}\\.json`).exec(worker) ?? [];
  file = newer && (await list(newer)).files.get(path);
  if (file) return reply(file, await download(file, 1));
  return newer ? "missing" : null;
}

/** Restore a file that was damaged or gone, if that completes its tier; otherwise the language. */
async function mend(file, bytes) {
  const { list: { locale, name }, tier } = file;
  if (!namesIn(await readNote()).includes(name)) return; // erased
  const gone = await missing([tier]);
  if (gone.every(({ hash }) => hash === file.hash)) await write(FILES, file.hash, bytes);
  else await fill(locale, ALL);
}

function reply({ path, list: { headers, types } }, bytes, status = 200) {
  const suffix = /\.(\w+)$/.exec(path)?.[1] ?? "html";
  return new Response(bytes, { status, headers: { ...headers, "Content-Type": types[suffix] } });
}

/** Our own page for "not found" or "not available offline", preferably in the right language. */
async function notice(doesNotExist, locale, now) {
  for (const name of Object.values({ [locale]: now[locale], ...now })) {
    const opened = name && (await list(name).catch(() => null));
    const file = opened?.files.get(doesNotExist ? opened.missing : opened.offline);
    const bytes = file && (await read(FILES, file.hash, file.hash));
    if (bytes) return reply(file, bytes, doesNotExist ? 404 : 503);
  }
  return null;
}

/** The answer when all else fails: a page in this very file, with the phone numbers. */
function lastResort(url) {
  if (/\.\w+$/.test(url.pathname)) return new Response("", { status: 504 });
  return new Response(BUILD.last[localeOf(url.href)] ?? Object.values(BUILD.last)[0], {
    status: 503,
    headers: { "Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer" },
  });
}

// -- messages from pages --------------------------------------------------------------------------

/** How much of a language is stored. */
async function describe(language) {
  const { tiers, checked } = await list(BUILD.lists[language]);
  const isPage = ({ path }) => path.startsWith(`app/${language}/`) && path.endsWith("/");
  const gone = await missing(tiers);
  const total = tiers.flatMap(({ files }) => files).filter(isPage).length;
  return {
    stored: total - gone.filter(isPage).length,
    total,
    core: !gone.some(({ tier }) => tier === tiers[0]),
    whole: !gone.length,
    checked,
  };
}

/** Report what is stored; with `keep`, store the language, note it, and report again. */
async function report({ language, keep }, port) {
  port.postMessage(await describe(language));
  if (!keep) return;
  for (const count of [CORE, ALL]) {
    await fill(language, count);
    const { now, before } = await readNote();
    now[language] = BUILD.lists[language];
    await writeNote({ now, before });
  }
  port.postMessage(await describe(language));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const places = [SCOPE, new URL(`${BUILD.base}static/`, SCOPE).href];
  const isOurs = places.some((place) => url.href.startsWith(place));
  if (event.request.method !== "GET" || !isOurs) return;
  event.respondWith(answer(event, url).catch(() => lastResort(url)));
});

self.addEventListener("message", (event) => {
  const { data, ports: [port] } = event;
  if (data === "skip") self.skipWaiting();
  else if (data === "stop") stopped = true;
  else if (BUILD.lists[data?.language] && port) {
    event.waitUntil(report(data, port).catch(() => port.postMessage(null)));
  }
});
