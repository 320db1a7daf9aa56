/* The worker of the app zone (OFFLINE §2): every page of the reader's languages stays on the device, whole or not at all.
 * Two caches, named after the scope, so that another region on this origin keeps its own:
 *   files   every file under the SHA-256 of its bytes; unchanged bytes are never fetched twice, across rollback too
 *   lists   per language and version the list of files with their hashes, and a note of which lists are in use and were before
 * Trust goes one way: this file names the lists by hash, a list names its files by hash. Bytes that do not match are not ours.
 */
"use strict";
const BUILD = {}; // from meldapp/offline.py: base; per language lists, frames (file names), bundles (path), last (page); patience, pause (ms)
const SCOPE = self.registration.scope;
const [FILES, LISTS] = [`files ${SCOPE}`, `lists ${SCOPE}`];
const STRICT = { cache: "no-store", credentials: "omit", redirect: "error", mode: "same-origin" };
const text = (bytes) => new TextDecoder().decode(bytes);
const listed = (name) => ({ path: `app/offline/${name}`, sha: name.split(".")[1] }); // a file whose name carries its hash
const key = (name) => new URL(`offline/${name}`, SCOPE).href;
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const full = (error) => error.name === "QuotaExceededError";
// waits for every work also when one fails: what went on in the background would take the room that the next try needs
const all = async (works) => (await Promise.allSettled(works)).forEach(({ reason }) => { if (reason) throw reason; });
const [memory, ahead] = [new Map(), new Map()]; // lists and fillings under way; answers asked for before their turn
let stopped = false; // the erase page says so: from then on nothing is written
const request = (path, signal) => fetch(new URL(BUILD.base + path, SCOPE), { ...STRICT, signal }).catch((error) => ({ error }));
const ask = (path, quiet = new AbortController()) => ({ quiet, answer: request(path, quiet.signal) });
/** Fetch `path` and hand the answer to `take`, up to `tries` times. A try ends `patience` ms after the last call of its `listen`. */
async function get(path, take, tries = 1) {
  for (let n = 1; ; n++) {
    const { quiet, answer } = ahead.get(path) ?? ask(path);
    ahead.delete(path);
    let timer = setTimeout(() => quiet.abort(), BUILD.patience);
    const listen = () => (clearTimeout(timer), (timer = setTimeout(() => quiet.abort(), BUILD.patience)));
    try {
      const { ok, error, status } = await answer;
      if (!ok) throw error ?? new Error(`${path}: ${status}`);
      return await take(await answer, listen);
    } catch (error) {
      for (const [other, early] of ahead) early.quiet.abort(ahead.delete(other)); // perhaps they hold the connection that this one waited for
      if (n >= tries) throw error;
      await wait(n * BUILD.pause);
    } finally {
      clearTimeout(timer);
      quiet.abort(); // a body nobody reads would keep its connection, and a browser has six
    }
  }
}
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16)); // the bits meldapp/offline.py gives

/** The bytes of a file from its own address; throws when they are not the bytes its list promises. */
const download = ({ path, sha }, tries) => get(path, async (answer) => {
  const bytes = await answer.arrayBuffer();
  if ((await sha256(bytes)) !== sha) throw new Error(`${path}: other bytes than listed`);
  return bytes;
}, tries);
/** The stored bytes under `name`, or null. A damaged entry is deleted, never returned. */
async function read(cacheName, name, sha) {
  const cache = await caches.open(cacheName);
  const bytes = await (await cache.match(key(name)))?.arrayBuffer().catch(() => null);
  if (bytes && (await sha256(bytes)) === sha) return bytes;
  await cache.delete(key(name));
  return null;
}
const write = async (cacheName, name, bytes) =>
  stopped ? Promise.reject(new Error("stopped")) : (await caches.open(cacheName)).put(key(name), new Response(bytes));
const stored = async () => new Set((await (await caches.open(FILES)).keys()).map(({ url }) => url));
// which list each language uses now and used before: { now: { language: file name }, before }; empty after an erase
const note = async () => (await (await (await caches.open(LISTS)).match(key("note")))?.json()) ?? { now: {}, before: {} };
/** Do each thing once at a time; `stays` keeps what came of it. */
function once(name, make, stays) {
  const forget = () => memory.delete(name);
  if (!memory.has(name)) memory.set(name, make().then((it) => (stays || forget(), it), (error) => (forget(), Promise.reject(error))));
  return memory.get(name);
}

/** The list with this file name, stored or fetched, verified, with its files by path. */
const list = (name, tries) => once(name, async () => {
  const bytes = (await read(LISTS, name, listed(name).sha)) ?? (await download(listed(name), tries));
  const it = { ...JSON.parse(text(bytes)), name, bytes, files: new Map() };
  for (const group of it.groups) group.files = group.files.map(([path, sha, size]) => ({ path, sha, size, list: it }));
  for (const file of it.groups.flatMap(({ files }) => files)) it.files.set(file.path, file);
  return it;
}, true);

/** Bring one language into the store: all, what makes it `ready`, or its `core`. What is there is not fetched; what came stays when the rest fails.
 *  This happens at install, when a language is chosen and after damage, never page by page. The list's first try may be that of a page's question. */
const fill = (locale, part) => once(locale, async () => {
  const [it, have] = [await list(BUILD.lists[locale]).catch(() => list(BUILD.lists[locale], 3)), await stored()];
  const wanted = ({ files, core, later }) => (!part ? files : later ? [] : part === "core" ? core.map((n) => files[n]) : files);
  const lacks = it.groups.map((group) => wanted(group).filter(({ sha }) => !have.has(key(sha))));
  const need = it.groups.reduce((sum, group, n) => sum + (group.weight * lacks[n].length) / group.files.length, 0);
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < need) throw new DOMException("no room", "QuotaExceededError"); // before the reader pays for bytes that cannot stay
  await all(it.groups.map((group, n) => fillGroup(group, new Set(lacks[n]))));
  await write(LISTS, it.name, it.bytes);
});

async function fillGroup(group, missing) {
  const keep = (file, bytes) => write(FILES, file.sha, bytes).then(() => missing.delete(file));
  const price = () => [...missing].reduce((sum, { size }) => sum + size + 300, 0);
  for (let n = 1; n <= 3 && group.bundle && price() > group.size; n++) {
    await unpack(group, missing, keep).catch((error) => (full(error) ? Promise.reject(error) : wait(n * BUILD.pause)));
  }
  const queue = [...missing];
  const bring = (file) => download(file, 3).then((bytes) => keep(file, bytes)).catch((error) => { queue.length = 0; throw error; });
  const lane = async () => { for (let file; (file = queue.shift()); ) await bring(file); };
  await all(Array.from({ length: 6 }, lane));
}
/** Hand each missing file of a bundle that is sound to `keep`. The form of a bundle: meldapp/offline.py. */
async function unpack({ bundle, files }, missing, keep) {
  const { lines, files: texts } = JSON.parse(text(await download(listed(bundle))));
  for (const [n, file] of files.entries()) {
    if (!missing.has(file)) continue;
    const bytes = new TextEncoder().encode(texts[n].map((part) => lines[part] ?? part).join(""));
    if ((await sha256(bytes)) === file.sha) await keep(file, bytes);
  }
}

/** Delete what no list in use names. `coming` are lists on their way in. */
async function sweep(coming = []) {
  const { now, before } = await note();
  const names = [...Object.values(now), ...Object.values(before), ...coming];
  const wanted = new Set(["note", ...names].map(key));
  for (const name of names) for (const { sha } of (await list(name)).files.values()) wanted.add(key(sha));
  for (const cache of [await caches.open(LISTS), await caches.open(FILES)]) {
    for (const entry of await cache.keys()) if (!wanted.has(entry.url)) await cache.delete(entry);
  }
}

/** All or nothing: the languages in use, and at a first visit the one that is being read, whose bundle need not wait for its list. */
async function install() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.filter(({ url }) => url.startsWith(SCOPE)).map(({ url }) => url.slice(SCOPE.length).split("/")[0]);
  const locales = [...new Set([...Object.keys((await note()).now), ...open])].filter((locale) => BUILD.lists[locale]);
  if (!locales.length) locales.push(Object.keys(BUILD.lists)[0]);
  for (const locale of locales) {
    await fill(locale, "ready").catch(async (error) => {
      if (!full(error)) throw error;
      await sweep(locales.map((other) => BUILD.lists[other]));
      await fill(locale, "ready");
    }).catch(async (error) => {
      if (!full(error)) throw error;
      await sweep();
      if (self.registration.active) throw error; // the version that is there stays
      await fill(locale, "core");
    });
  }
}

async function activate() {
  const [cache, { now, before }, mine] = [await caches.open(LISTS), await note(), {}];
  for (const [locale, name] of Object.entries(BUILD.lists)) if (await cache.match(key(name))) mine[locale] = name;
  await write(LISTS, "note", JSON.stringify({ now: mine, before: JSON.stringify(mine) === JSON.stringify(now) ? before : now }));
  await self.clients.claim();
  await sweep();
}

/** Always a page: the stored one, a verified one, our own notice, or the words in this file. */
async function answer(event, url) {
  let path = url.pathname.slice(BUILD.base.length).replace(/\/{2,}/g, "/").replace(/\/index\.html$/, "/");
  if (!/(\/|\.\w+)$/.test(path)) path += "/";
  const { now, before } = await note();
  const locale = [path.split("/")[1], ...Object.keys(now), ...Object.keys(BUILD.lists)].find((code) => BUILD.lists[code]);
  if (path === "app/") path += `${locale}/`;
  const page = path.endsWith("/");
  // a page comes from this version; a script may belong to a tab that still shows the version before
  const names = page ? [BUILD.lists[locale]] : [...Object.values(now), BUILD.lists[locale], ...Object.values(before)];
  const found = await Promise.race([seek(event, path, locale, names), wait(BUILD.patience / 2)]).catch(() => null);
  if (found instanceof Response) return found;
  const status = found === "missing" ? 404 : 503;
  for (const name of page ? Object.values({ [locale]: now[locale], ...now }) : []) {
    const it = await list(name).catch(() => null);
    const notice = it?.files.get(status === 404 ? it.missing : it.offline);
    const bytes = notice && (await read(FILES, notice.sha, notice.sha));
    if (bytes) return reply(notice, bytes, status);
  }
  return last(url);
}
/** The answer for `path`: stored, else fetched and verified by one of our own lists; "missing" when there is no such page. */
async function seek(event, path, locale, names) {
  let file = null;
  for (const name of new Set(names)) file ??= (await list(name).catch(() => null))?.files.get(path);
  const kept = file && (await read(FILES, file.sha, file.sha));
  if (kept) return reply(file, kept);
  if (!file && !path.endsWith("/")) return fetch(event.request);
  const bytes = file && (await download(file).catch(() => null));
  if (bytes) return event.waitUntil(mend(file, bytes).catch(() => {})), reply(file, bytes);
  // perhaps the site is a release ahead of this worker: trust the new page through the new list (a portal's answer names none, and fails)
  const worker = await get("app/sw.js", (answer) => answer.text());
  const [newer] = new RegExp(`\\b${locale}\\.[0-9a-f]{32}\\.json`).exec(worker) ?? [];
  file = (await list(newer)).files.get(path);
  return file ? reply(file, await download(file)) : "missing";
}
/** Put back a file that was damaged or gone, with all else that is; after an erase nothing is put back. */
async function mend({ list: { name, locale }, sha }, bytes) {
  const { now, before } = await note();
  if ([...Object.values(now), ...Object.values(before)].includes(name)) await write(FILES, sha, bytes).then(() => fill(locale));
}
const reply = ({ path, list: { headers, types } }, bytes, status = 200) =>
  new Response(bytes, { status, headers: { ...headers, "Content-Type": types[/\.(\w+)$/.exec(path)?.[1] ?? "html"] } });
/** What is said when nothing else is left: a page from this very file, with the numbers in it. */
function last(url) {
  if (/\.\w+$/.test(url.pathname)) return new Response("", { status: 504 });
  const headers = { "Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer" };
  return new Response(BUILD.last[url.href.slice(SCOPE.length).split("/")[0]] ?? Object.values(BUILD.last)[0], { status: 503, headers });
}

async function count(language) {
  const [{ groups, checked }, have] = [await list(BUILD.lists[language]), await stored()];
  const files = groups.filter(({ later }) => !later).flatMap(({ files }) => files);
  const here = (some) => some.filter(({ sha }) => have.has(key(sha))).length;
  const pages = files.filter(({ path }) => path.startsWith(`app/${language}/`) && path.endsWith("/"));
  return { stored: here(pages), total: pages.length, whole: here(files) === files.length, checked };
}

/** Say what is stored of a language; with `keep` bring in what is missing, remember the language, and say it again. */
async function tell({ language, keep }, port) {
  port.postMessage(await count(language));
  if (!keep) return;
  await fill(language);
  const { now, before } = await note();
  now[language] = BUILD.lists[language];
  await write(LISTS, "note", JSON.stringify({ now, before }));
  port.postMessage(await count(language));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = [SCOPE, new URL(`${BUILD.base}static/`, SCOPE).href].some((start) => url.href.startsWith(start));
  if (event.request.method === "GET" && ours) event.respondWith(answer(event, url).catch(() => last(url)));
});
self.addEventListener("message", (event) => {
  const { data, ports: [port] } = event;
  if (data === "skip") self.skipWaiting();
  else if (data === "stop") stopped = true;
  else if (BUILD.lists[data?.language] && port) event.waitUntil(tell(data, port).catch(() => port.postMessage(null)));
});
