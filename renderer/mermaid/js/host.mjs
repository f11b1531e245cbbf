// What a page's script takes for granted and a bare engine does not have:
// timers, a console, encodings, URLs, a little of Intl. Everything here is
// deterministic: the clock stands still and random numbers start anew for
// every diagram, so that the same source always gives the same bytes.

const define = (global, name, value) =>
  Object.defineProperty(global, name, { value, configurable: true, writable: true });

// Timers run in the order of their time and then of their making; no time
// passes while they wait. The Go side calls runTimers until nothing is left.
let timers = [];
let lastTimer = 0;

function addTimer(callback, delay, args) {
  const id = ++lastTimer;
  const at = Number(delay) > 0 ? Number(delay) : 0;
  let i = timers.length;
  while (i > 0 && timers[i - 1].at > at) i--;
  timers.splice(i, 0, { id, at, callback, args });
  return id;
}

const removeTimer = (id) => {
  timers = timers.filter((timer) => timer.id !== id);
};

/** Runs the timers that wait now, and reports whether there were any. */
export function runTimers() {
  const due = timers;
  timers = [];
  for (const timer of due) timer.callback(...timer.args);
  return due.length > 0;
}

// mulberry32, a small generator with 32 bits of state.
let state = 1;

function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** Makes the next diagram independent of the ones before. */
export function resetHost() {
  timers = [];
  state = 1;
}

// Diagrams that ask for "today", such as a gantt chart's marker, get this day.
const NOW = Date.UTC(2024, 0, 1);

const RealDate = Date;

// A Date that stands still, in a world that has one time zone: the same
// picture in every country and on every day.
class FixedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(NOW);
    else if (args.length > 1) super(RealDate.UTC(...args));
    else super(withZone(args[0]));
  }
  static now() {
    return NOW;
  }
  static parse(text) {
    return RealDate.parse(withZone(text));
  }
  getTimezoneOffset() {
    return 0;
  }
}

// A string that names a time and no zone would mean the local one.
const withZone = (value) =>
  typeof value === 'string' && /\d[T ]\d+:\d+/.test(value) && !/(?:Z|[+-]\d\d:?\d\d|GMT|UTC|\))\s*$/i.test(value)
    ? `${value.trim()}Z`
    : value;

function useUTC(date) {
  const parts = ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'];
  for (const part of parts) {
    for (const verb of ['get', 'set']) {
      const utc = date[`${verb}UTC${part}`];
      if (utc) date[verb + part] = utc;
    }
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function btoa(text) {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const n = (text.charCodeAt(i) << 16) | ((text.charCodeAt(i + 1) || 0) << 8) | (text.charCodeAt(i + 2) || 0);
    out += BASE64[n >> 18] + BASE64[(n >> 12) & 63];
    out += i + 1 < text.length ? BASE64[(n >> 6) & 63] : '=';
    out += i + 2 < text.length ? BASE64[n & 63] : '=';
  }
  return out;
}

function atob(text) {
  let out = '';
  let bits = 0;
  let n = 0;
  for (const c of text) {
    const value = BASE64.indexOf(c);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    n += 6;
    if (n >= 8) {
      n -= 8;
      out += String.fromCharCode((bits >> n) & 255);
    }
  }
  return out;
}

class TextEncoder {
  encode(text) {
    const bytes = unescape(encodeURIComponent(text));
    const out = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) out[i] = bytes.charCodeAt(i);
    return out;
  }
}

class TextDecoder {
  decode(bytes) {
    let text = '';
    for (const b of bytes) text += String.fromCharCode(b);
    return decodeURIComponent(escape(text));
  }
}

// Enough of the URL standard for what Mermaid does with links: it looks at the
// protocol, writes protocol and host in lower case, and puts the parts together.
const URL_PARTS = /^\s*([a-z][a-z0-9+.-]*:)(\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/i;

class HostURL {
  constructor(url, base) {
    let parts = URL_PARTS.exec(String(url).trim());
    if (parts === null) {
      if (base === undefined) throw new TypeError('Invalid URL');
      parts = URL_PARTS.exec(String(base).replace(/[^/]*$/, '') + String(url).trim());
    }
    const [, protocol, authority, host = '', path, search = '', hash = ''] = parts;
    this.protocol = protocol.toLowerCase();
    this.slashes = authority !== undefined;
    this.hostname = host.replace(/^.*@/, '').replace(/:\d*$/, '');
    this.host = host;
    this.pathname = path || (this.slashes ? '/' : '');
    this.search = search;
    this.hash = hash;
  }
  get href() {
    const host = this.slashes ? `//${this.host.toLowerCase()}` : '';
    return (this.protocol + host + this.pathname + this.search + this.hash).replace(/ /g, '%20').replace(/"/g, '%22');
  }
  get origin() {
    return `${this.protocol}//${this.host}`;
  }
  toString() {
    return this.href;
  }
  static canParse(url, base) {
    return base !== undefined || URL_PARTS.test(String(url));
  }
}

function clone(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof RealDate) return new Date(value.getTime());
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [clone(k), clone(v)]));
  if (value instanceof Set) return new Set([...value].map(clone));
  if (Array.isArray(value)) return value.map(clone);
  const out = {};
  for (const key of Object.keys(value)) out[key] = clone(value[key]);
  return out;
}

// English numbers with at most maximumFractionDigits (3) decimals.
class NumberFormat {
  constructor(_locale, options = {}) {
    this.most = options.maximumFractionDigits ?? 3;
    this.grouped = options.useGrouping !== false;
  }
  format(number) {
    const [whole, fraction] = String(+Number(number).toFixed(this.most)).split('.');
    const grouped = this.grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
    return fraction ? `${grouped}.${fraction}` : grouped;
  }
}

// What a reader sees as one character: a base with its marks, a sequence
// joined by U+200D, a flag (Unicode Standard Annex 29, without Hangul, whose
// syllables are single code points in practice).
const EXTENDS = /^[\p{M}\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]$/u;
const FLAG = /^[\u{1f1e6}-\u{1f1ff}]$/u;

function graphemes(text) {
  const out = [];
  let open = false;
  for (const c of text) {
    const last = out.length - 1;
    const flagged = last >= 0 && FLAG.test(c) && FLAG.test(out[last]);
    if (last >= 0 && (open || flagged || EXTENDS.test(c))) out[last] += c;
    else out.push(c);
    open = c === '\u200d';
  }
  return out;
}

class Segmenter {
  constructor(_locale, options = {}) {
    this.words = options.granularity === 'word';
  }
  segment(text) {
    const parts = this.words ? text.split(/(\s+)/).filter(Boolean) : graphemes(text);
    return parts.map((segment) => ({ segment, isWordLike: /\S/.test(segment) }));
  }
}

class HostEvent {
  constructor(type) {
    this.type = type;
  }
}

class HostEventTarget {
  addEventListener() {}
  removeEventListener() {}
  dispatchEvent() {
    return true;
  }
}

class HostAbortController {
  constructor() {
    this.signal = { aborted: false, addEventListener() {}, removeEventListener() {} };
  }
  abort() {
    this.signal.aborted = true;
  }
}

function randomValues(array) {
  for (let i = 0; i < array.length; i++) array[i] = random() * 256;
  return array;
}

/** Gives global what every script expects of its host. */
export function installHost(global) {
  const nothing = () => {};
  const set = (name, value) => define(global, name, value);
  set('console', { log: nothing, warn: nothing, error: nothing, info: nothing, debug: nothing, trace: nothing });
  set('setTimeout', (callback, delay, ...args) => addTimer(callback, delay, args));
  set('setImmediate', (callback, ...args) => addTimer(callback, 0, args));
  // A script that repeats itself for ever would never be done.
  set('setInterval', () => 0);
  set('clearTimeout', removeTimer);
  set('clearInterval', nothing);
  set('requestAnimationFrame', (callback) => addTimer(callback, 0, [NOW]));
  set('cancelAnimationFrame', removeTimer);
  set('queueMicrotask', (callback) => Promise.resolve().then(callback));
  set('structuredClone', clone);
  set('performance', { now: () => 0, mark: nothing, measure: nothing });
  set('crypto', { getRandomValues: randomValues, randomUUID: () => '00000000-0000-4000-8000-000000000000' });
  set('atob', atob);
  set('btoa', btoa);
  set('TextEncoder', TextEncoder);
  set('TextDecoder', TextDecoder);
  set('URL', HostURL);
  set('Intl', { NumberFormat, Segmenter });
  set('Event', HostEvent);
  set('EventTarget', HostEventTarget);
  set('AbortController', HostAbortController);
  useUTC(RealDate.prototype);
  set('Date', FixedDate);
  Math.random = random;
}
