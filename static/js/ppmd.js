/*
 * Unpacks the bundles of the app: PPMd, variant H, with the range coder of 7-Zip (Dmitry Shkarin and Igor Pavlov, public domain).
 * A bundle of pages is a sixth smaller than with brotli, packed twenty times faster, and travels so over any host. The build puts this file
 * in front of the worker (meldapp/offline.py); tests/test_ppmd.py feeds both sides the same bytes. What comes out is checked by its hash, so
 * damaged input may give nonsense after the damage, but always ends.
 *
 *   const unpack = ppmd(size);     `size` bytes will come out in all
 *   unpack(chunk)                  the bytes that this chunk brings out; without a chunk: what is left, nothing more comes in
 *
 * A model guesses each byte from up to ORDER bytes before it. A context stands for such a row of bytes and holds a state for every byte that
 * has followed it; one that saw nothing like it escapes to its suffix, the context one byte shorter. Contexts and states are numbers here,
 * columns of typed arrays that grow; else everything goes as in 7-Zip's Ppmd7.c, and must, to the bit.
 */
const ppmd = (size) => {
  const [ORDER, MAX_FREQUENCY, SLACK] = [16, 124, 128]; // SLACK: more bytes than one symbol can take in
  const longer = (column) => {
    const other = new column.constructor(column.length * 2);
    other.set(column);
    return other;
  };

  // Contexts from number 1: how many states, the sum of their frequencies, the first of them, the suffix (0: none).
  let [counts, sums, firsts, suffixes] = [Uint16Array, Uint16Array, Int32Array, Int32Array].map((Column) => new Column(1 << 16));
  // States: a byte, its frequency, and what follows it: a context (above 0), a place in `text` (below 0) as long as there is none, nothing yet (0).
  let [symbols, frequencies, successors] = [Uint8Array, Uint8Array, Int32Array].map((Column) => new Column(1 << 17));
  let text = new Uint8Array(1 << 16);
  let [contexts, states, textEnd] = [1, 0, 0];
  const free = Array.from({ length: 257 }, () => []); // blocks of states that were given up, by their size
  const room = (count) => (count < 2 ? 1 : count <= 16 ? (count + 1) & ~1 : (count + 15) & ~15);

  /** A new context with these states. */
  function addContext(suffix, count, first) {
    if (contexts === counts.length) [counts, sums, firsts, suffixes] = [counts, sums, firsts, suffixes].map(longer);
    counts[contexts] = count;
    firsts[contexts] = first;
    suffixes[contexts] = suffix;
    return contexts++;
  }
  /** The first of a block of states, with room for at least `count`. */
  function addStates(count) {
    const block = room(count);
    if (free[block].length) return free[block].pop();
    while (states + block > symbols.length) [symbols, frequencies, successors] = [symbols, frequencies, successors].map(longer);
    return (states += block) - block;
  }
  function put(state, symbol, frequency, successor) {
    symbols[state] = symbol;
    frequencies[state] = frequency;
    successors[state] = successor;
  }
  const copy = (from, to) => put(to, symbols[from], frequencies[from], successors[from]);
  /** Let a state change places with the one before it. */
  function moveUp(state) {
    const [symbol, frequency, successor] = [symbols[state], frequencies[state], successors[state]];
    copy(state - 1, state);
    put(state - 1, symbol, frequency, successor);
  }
  /** The state of a context for this symbol. */
  function find(context, symbol) {
    let state = firsts[context];
    if (counts[context] > 1) while (symbols[state] !== symbol) state++;
    return state;
  }

  // The chance that a context with one state is right, of 1 << 14, by its frequency and by how things have gone.
  const chances = Uint16Array.from({ length: 128 << 6 }, (_, n) => (1 << 14) - Math.floor([0x3cdd, 0x1f3f, 0x59bf, 0x48f3, 0x64a1, 0x5abc, 0x6632, 0x6051][n & 7] / ((n >> 6) + 2)));
  const ESCAPES = [25, 14, 9, 7, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 2];
  // How often contexts of a kind escape: sum, shift and how many more until the shift grows. The kind goes by the number of states and much else.
  const escapeSums = Uint16Array.from({ length: 25 << 4 }, (_, n) => (5 * (n >> 4) + 10) << 3);
  const [escapeShifts, escapesLeft] = [new Uint8Array(25 << 4).fill(3), new Uint8Array(25 << 4).fill(4)];
  const kinds = [0, 1, 2];
  for (let kind = 3, left = 1; kinds.length < 256; ) {
    kinds.push(kind);
    if (!--left) left = ++kind - 2;
  }
  const high = (symbol) => (symbol < 0x40 ? 0 : 8);

  const firstRun = -Math.min(ORDER, 12) - 1;
  let [fall, run, success, escape, highBefore] = [ORDER, firstRun, 0, 0, 0];
  let context = addContext(0, 256, addStates(256));
  let [longest, found] = [context, firsts[context]];
  sums[context] = 257;
  for (let symbol = 0; symbol < 256; symbol++) put(symbol, symbol, 1, 0);

  // -- the model learns a symbol: the state `found` of `context` ---------------------------------------------------------------

  const path = new Int32Array(ORDER + 1);
  /** Make the contexts that follow the found state here and in the suffixes; returns the longest. */
  function addSuccessors(foundHasOne) {
    const [branch, symbol] = [successors[found], symbols[found]];
    let [at, steps] = [context, 0];
    if (!foundHasOne) path[steps++] = found;
    while (suffixes[at]) {
      at = suffixes[at];
      const state = find(at, symbol);
      if (successors[state] !== branch) {
        at = successors[state];
        if (!steps) return at;
        break;
      }
      path[steps++] = state;
    }
    const next = text[-branch];
    const state = find(at, next);
    let frequency = frequencies[state];
    if (counts[at] > 1) {
      const own = frequency - 1;
      const others = sums[at] - counts[at] - own;
      frequency = 1 + (2 * own <= others ? +(5 * own > others) : Math.floor((2 * own + 3 * others - 1) / (2 * others)));
    }
    while (steps) {
      const only = addStates(1);
      put(only, next, frequency, branch - 1);
      at = addContext(at, 1, only);
      successors[path[--steps]] = at;
    }
    return at;
  }

  /** Give a context a state for a symbol it had not seen. `many` and `others` are the states, and the frequencies of the other ones, where it was found. */
  function addState(at, symbol, frequency, successor, many, others) {
    const count = counts[at];
    if (count === room(count)) {
      const [block, old] = [addStates(count + 1), firsts[at]];
      for (let n = 0; n < count; n++) copy(old + n, block + n);
      free[count].push(old);
      firsts[at] = block;
    }
    if (count > 1) sums[at] += (2 * count < many) + 2 * ((4 * count <= many) & (sums[at] <= 8 * count));
    else {
      const only = firsts[at];
      frequencies[only] = frequencies[only] < MAX_FREQUENCY / 4 - 1 ? 2 * frequencies[only] : MAX_FREQUENCY - 4;
      sums[at] = frequencies[only] + escape + (many > 3);
    }
    const [mine, all] = [2 * frequency * (sums[at] + 6), others + sums[at]];
    const few = mine < 6 * all;
    const start = few ? 1 + (mine > all) + (mine >= 4 * all) : 4 + (mine >= 9 * all) + (mine >= 12 * all) + (mine >= 15 * all);
    sums[at] += few ? 3 : start;
    put(firsts[at] + count, symbol, start, successor);
    counts[at]++;
  }

  function update() {
    const [symbol, frequency] = [symbols[found], frequencies[found]];
    if (frequency < MAX_FREQUENCY / 4 && suffixes[context]) {
      const suffix = suffixes[context];
      let state = find(suffix, symbol);
      if (counts[suffix] === 1) frequencies[state] += frequencies[state] < 32;
      else {
        if (state !== firsts[suffix] && frequencies[state] >= frequencies[state - 1]) moveUp(state--);
        if (frequencies[state] < MAX_FREQUENCY - 9) {
          frequencies[state] += 2;
          sums[suffix] += 2;
        }
      }
    }
    if (!fall) {
      successors[found] = context = longest = addSuccessors(true);
      return;
    }
    if (textEnd + 1 === text.length) text = longer(text);
    text[textEnd++] = symbol;
    let [successor, next] = [-textEnd, successors[found]];
    if (next) {
      if (next < 0) next = addSuccessors(false);
      if (!--fall) {
        successor = next;
        textEnd -= longest !== context;
      }
    } else {
      successors[found] = successor;
      next = context;
    }
    const many = counts[context];
    const others = sums[context] - many - (frequency - 1);
    for (let at = longest; at !== context; at = suffixes[at]) addState(at, symbol, frequency, successor, many, others);
    context = longest = next;
  }

  /** Halve the frequencies of a context; what comes to nothing goes. */
  function rescale() {
    const first = firsts[context];
    while (found !== first) moveUp(found--);
    const rounding = +(fall !== 0);
    let left = sums[context] - frequencies[first];
    let sum = (frequencies[first] = (frequencies[first] + 4 + rounding) >> 1);
    let last = first;
    for (let n = counts[context]; n > 1; n--) {
      left -= frequencies[++last];
      sum += frequencies[last] = (frequencies[last] + rounding) >> 1;
      for (let state = last; state !== first && frequencies[state] > frequencies[state - 1]; state--) moveUp(state);
    }
    for (; !frequencies[last]; last--) {
      left++;
      counts[context]--;
    }
    if (counts[context] === 1) {
      do frequencies[first] -= frequencies[first] >> 1;
      while ((left >>= 1) > 1);
    } else sums[context] = sum + left - (left >> 1);
  }

  /** The found state came once more: count it, and go on to what follows it. */
  function count() {
    sums[context] += 4;
    if ((frequencies[found] += 4) > MAX_FREQUENCY) rescale();
  }
  function follow() {
    if (!fall && successors[found] > 0) context = longest = successors[found];
    else update();
  }

  // -- the range coder ---------------------------------------------------------------------------------------------------------

  let [input, at, begun] = [new Uint8Array(0), 0, false];
  const [RANGE, CODE] = [0, 1];
  const coder = Uint32Array.of(0xffffffff, 0);
  /** Take in what has come to belong to one part of the range: `size` wide from `start`. */
  function take(start, width) {
    coder[CODE] -= start;
    coder[RANGE] = width;
    for (let n = 0; n < 2 && coder[RANGE] < 1 << 24; n++) {
      coder[CODE] = (coder[CODE] << 8) | input[at++]; // past the end: 0
      coder[RANGE] <<= 8;
    }
  }
  const unit = (total) => (coder[RANGE] / total) >>> 0;

  const [masked, shown] = [new Uint8Array(256), new Int32Array(256)];
  let mask = 0; // what stands in `masked` for symbols that were ruled out for this byte

  /** The next byte, whose state is `found`; -1 when the input is not what was packed. */
  function decode() {
    if (mask === 255) masked.fill((mask = 0));
    mask++;
    const first = firsts[context];
    if (counts[context] > 1) {
      const [one, total] = [unit(sums[context]), sums[context]];
      const goal = Math.floor(coder[CODE] / one);
      let sum = frequencies[first];
      if (goal < sum) {
        take(0, sum * one);
        found = first;
        success = +(2 * sum > total);
        run += success;
        const symbol = symbols[found];
        count();
        follow();
        return symbol;
      }
      success = 0;
      const end = first + counts[context];
      for (let state = first + 1; state < end; state++) {
        if ((sum += frequencies[state]) <= goal) continue;
        take((sum - frequencies[state]) * one, frequencies[state] * one);
        const symbol = symbols[state];
        found = state;
        sums[context] += 4;
        frequencies[found] += 4;
        if (frequencies[found] > frequencies[found - 1]) {
          moveUp(found--);
          if (frequencies[found] > MAX_FREQUENCY) rescale();
        }
        follow();
        return symbol;
      }
      highBefore = high(symbols[found]);
      take(sum * one, (total - sum) * one);
      for (let state = first; state < end; state++) masked[symbols[state]] = mask;
    } else {
      const symbol = symbols[first];
      const brothers = counts[suffixes[context]];
      highBefore = high(symbols[found]);
      const chance = ((frequencies[first] - 1) << 6) + success + (brothers < 2 ? 0 : brothers < 3 ? 2 : brothers < 12 ? 4 : 6) + highBefore + 2 * high(symbol) + ((run >> 26) & 0x20);
      const bound = (coder[RANGE] >>> 14) * chances[chance];
      const change = (chances[chance] + 32) >> 7;
      if (coder[CODE] < bound) {
        take(0, bound);
        chances[chance] += 128 - change;
        found = first;
        frequencies[found] += frequencies[found] < 128;
        success = 1;
        run++;
        follow();
        return symbol;
      }
      take(bound, coder[RANGE] - bound);
      chances[chance] -= change;
      escape = ESCAPES[chances[chance] >> 10];
      masked[symbol] = mask;
      success = 0;
    }
    for (;;) {
      const hidden = counts[context];
      do {
        fall++;
        context = suffixes[context];
        if (!context) return -1;
      } while (counts[context] === hidden);
      const [start, end] = [firsts[context], firsts[context] + counts[context]];
      let [sum, some] = [0, 0];
      for (let state = start; state < end; state++) {
        if (masked[symbols[state]] === mask) continue;
        sum += frequencies[state];
        shown[some++] = state;
      }
      let [kind, escapes] = [-1, 1];
      if (counts[context] < 256) {
        const further = (counts[suffixes[context]] - counts[context]) >>> 0; // unsigned, as in C
        kind = (kinds[some - 1] << 4) + (some < further) + 2 * (sums[context] < 11 * counts[context]) + 4 * (hidden > some) + highBefore;
        escapes = escapeSums[kind] >> escapeShifts[kind];
        escapeSums[kind] -= escapes;
        escapes ||= 1;
      }
      const one = unit(sum + escapes);
      const goal = Math.floor(coder[CODE] / one);
      if (goal < sum) {
        let [n, before] = [0, 0];
        while (before + frequencies[shown[n]] <= goal) before += frequencies[shown[n++]];
        found = shown[n];
        take(before * one, frequencies[found] * one);
        if (kind >= 0 && escapeShifts[kind] < 7 && !--escapesLeft[kind]) {
          escapeSums[kind] <<= 1;
          escapesLeft[kind] = 3 << escapeShifts[kind]++;
        }
        const symbol = symbols[found];
        count();
        run = firstRun;
        update();
        return symbol;
      }
      take(sum * one, escapes * one);
      if (kind >= 0) escapeSums[kind] += sum + escapes;
      for (let n = 0; n < some; n++) masked[symbols[shown[n]]] = mask;
    }
  }

  let made = 0;
  return (chunk) => {
    const before = input.subarray(at);
    input = new Uint8Array(before.length + (chunk ? chunk.length : SLACK));
    input.set(before);
    if (chunk) input.set(chunk, before.length);
    at = 0;
    if (!begun && input.length > 5) {
      begun = true;
      for (at = 1; at < 5; at++) coder[CODE] = (coder[CODE] << 8) | input[at]; // the first byte is always 0
    }
    let [out, n] = [new Uint8Array(1 << 16), 0];
    while (begun && made < size && (!chunk || input.length - at > SLACK)) {
      if (n === out.length) out = longer(out);
      const byte = decode();
      if (byte < 0) made = size;
      else [out[n++], made] = [byte, made + 1];
    }
    return out.subarray(0, n);
  };
};
