// The cascade, for the properties that decide how wide and high text is and
// whether something is drawn at all. Colours and strokes play no part in a
// layout, so rules without one of these properties are not even kept.
import { epoch } from './epoch.mjs';
import { compile, matchesFrom, specificity } from './selector.mjs';
import { parseDeclarations } from './style.mjs';
import { SVG_NS } from './node.mjs';

const INHERITED = [
  'font-size', 'font-weight', 'font-style', 'font-family', 'text-anchor', 'letter-spacing', 'word-spacing', 'white-space',
  'line-height', 'text-transform', 'dominant-baseline',
];
const OWN = ['display', 'alignment-baseline', 'baseline-shift', 'transform', 'max-width', 'width', 'height'];
const KNOWN = new Set([...INHERITED, ...OWN, 'font']);
// What may also be written as an attribute of an SVG element.
const PRESENTATION = INHERITED.filter((p) => p !== 'white-space' && p !== 'line-height' && p !== 'text-transform').concat([
  'display', 'alignment-baseline', 'baseline-shift',
]);

const PRESENTATIONAL = new Set(PRESENTATION);

/** Whether an attribute can have a part in a computed style. */
export const decides = (name) =>
  name === 'class' || name === 'style' || name === 'id' || PRESENTATIONAL.has(name) || name === 'xml:space' || name.startsWith('data-');

const INITIAL = {
  size: 16, bold: false, italic: false, mono: false, family: '', 'text-anchor': 'start', 'letter-spacing': 0,
  'word-spacing': 0, 'white-space': 'normal', 'line-height': 'normal', 'text-transform': 'none', 'dominant-baseline': 'auto',
  display: 'inline', 'alignment-baseline': '', 'baseline-shift': '', transform: '', 'max-width': '', width: '', height: '',
  child: null, // what children without declarations of their own have
};

const sheets = new Map();

// parseSheet returns the rules of a style sheet's text, with selectors compiled.
function parseSheet(text) {
  let rules = sheets.get(text);
  if (rules === undefined) {
    rules = [];
    readRules(text.replace(/\/\*[\s\S]*?\*\//g, ''), rules);
    if (sheets.size > 50) sheets.clear();
    sheets.set(text, rules);
  }
  return rules;
}

function readRules(text, rules) {
  let at = 0;
  while (at < text.length) {
    const brace = text.indexOf('{', at);
    if (brace < 0) return;
    const end = closing(text, brace);
    const head = text.slice(at, brace).split(';').pop().trim();
    at = end + 1;
    if (head.startsWith('@media')) {
      // The page is a screen with a light scheme.
      if (!/print|prefers-color-scheme:\s*dark|prefers-reduced-motion/.test(head)) readRules(text.slice(brace + 1, end), rules);
    } else if (!head.startsWith('@')) {
      addRule(head, text.slice(brace + 1, end), rules);
    }
  }
}

// closing is where the block that begins at a brace ends.
function closing(text, at) {
  const end = text.indexOf('}', at);
  if (end < 0) return text.length;
  if (!/[{"']/.test(text.slice(at + 1, end))) return end; // as most do
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
    else if (c === '"' || c === "'") {
      const end = text.indexOf(c, i + 1);
      if (end < 0) return text.length;
      i = end;
    }
  }
  return text.length;
}

function addRule(head, body, rules) {
  const declarations = [...parseDeclarations(body)].filter(([name]) => KNOWN.has(name));
  if (declarations.length === 0) return;
  let alternatives;
  try {
    alternatives = compile(head);
  } catch {
    return; // a selector that no browser would take either
  }
  for (const compounds of alternatives) {
    rules.push({ head, compounds, declarations, specificity: specificity(compounds), order: rules.length });
  }
}

// Rules by what their last compound must have.
class Index {
  constructor(rules) {
    this.byId = new Map();
    this.byClass = new Map();
    this.byTag = new Map();
    this.rest = [];
    this.found = new Map();
    rules.forEach((rule, order) => {
      rule.order = order;
      const { id, cls, tag } = rule.compounds[0];
      if (id) push(this.byId, id, rule);
      else if (cls) push(this.byClass, cls, rule);
      else if (tag) push(this.byTag, tag, rule);
      else this.rest.push(rule);
    });
  }
  // candidates are the rules that may match an element, by its id, tag and
  // classes.
  candidates(element) {
    const id = element.attrs.get('id') ?? '';
    const classes = element.attrs.get('class') ?? '';
    const key = `${this.byId.has(id) ? id : ''} ${element.localName} ${classes}`;
    let found = this.found.get(key);
    if (found === undefined) {
      found = [...this.rest, ...(this.byId.get(id) ?? []), ...(this.byTag.get(element.localName.toLowerCase()) ?? [])];
      for (const name of new Set(classes.split(/\s+/))) found.push(...(this.byClass.get(name) ?? []));
      this.found.set(key, found);
    }
    return found;
  }
}

function push(map, key, value) {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Whether a property can have a part in a layout. */
export const hasLayout = (property) => KNOWN.has(property.toLowerCase());

const layouts = new Map();

/** A text that is the same for style sheets that give the same layouts. */
export function layoutRules(text) {
  let layout = layouts.get(text);
  if (layout === undefined) {
    if (layouts.size > 50) layouts.clear();
    layout = JSON.stringify(parseSheet(text).map(({ compounds, declarations, head }) => [head, compounds.length, declarations]));
    layouts.set(text, layout);
  }
  return layout;
}

const parsed = new Map();

function indexOf(document) {
  if (document.sheets === null) {
    const text = document.querySelectorAll('style').map((e) => e.textContent).join('\n');
    let index = parsed.get(text);
    if (index === undefined) {
      if (parsed.size > 50) parsed.clear();
      index = new Index(parseSheet(text));
      parsed.set(text, index);
    }
    document.sheets = index;
    epoch.now++;
  }
  return document.sheets;
}

/** The computed style of an element: numbers in pixels, keywords as text. */
export function computedStyle(element) {
  const index = indexOf(element.ownerDocument);
  // From the outermost ancestor without a style inwards, without recursion.
  const missing = [];
  let e = element;
  while (e !== null && e.nodeType === 1 && (e.computed === null || e.computedAt !== epoch.now)) {
    missing.push(e);
    e = e.parentNode;
  }
  let parent = e !== null && e.nodeType === 1 ? e.computed : INITIAL;
  for (let i = missing.length - 1; i >= 0; i--) {
    parent = missing[i].computed = compute(missing[i], parent, index);
    missing[i].computedAt = epoch.now;
  }
  return element.computed;
}

// inherit returns the style of a child that declares nothing. Most elements are
// such, and share it.
function inherit(parent) {
  if (parent.child === null) {
    const own = parent.display !== 'inline' || OWN.some((name) => name !== 'display' && parent[name] !== '');
    parent.child = own ? childOf(parent) : parent;
  }
  return parent.child;
}

// childOf is a new style with what is inherited. It is written out, because
// copying objects property by property is slow without a compiler.
const childOf = (p) => ({
  size: p.size, bold: p.bold, italic: p.italic, mono: p.mono, family: p.family, 'text-anchor': p['text-anchor'],
  'letter-spacing': p['letter-spacing'], 'word-spacing': p['word-spacing'], 'white-space': p['white-space'],
  'line-height': p['line-height'], 'text-transform': p['text-transform'], 'dominant-baseline': p['dominant-baseline'],
  display: 'inline', 'alignment-baseline': '', 'baseline-shift': '', transform: '', 'max-width': '', width: '', height: '',
  child: null,
});

function compute(element, parent, index) {
  const given = specified(element, index);
  if (given === null) return inherit(parent);
  const style = childOf(parent);
  const font = given.get('font');
  if (font !== undefined) readFont(font.value, given);
  for (const [name, { value }] of given) {
    if (value !== 'inherit') set[name]?.(style, value, parent);
  }
  // A font size counts before lengths in em.
  for (const name of ['letter-spacing', 'word-spacing']) {
    const spacing = given.get(name);
    if (spacing !== undefined && spacing.value !== 'inherit') style[name] = length(spacing.value, style.size) || 0;
  }
  return style;
}

const keep = (name) => (style, value) => {
  style[name] = value;
};

// How the value of a property becomes part of a style.
const set = {
  'font-size': (style, value, parent) => {
    style.size = fontSize(value, parent.size);
  },
  'font-weight': (style, value, parent) => {
    style.bold = isBold(value, parent.bold);
  },
  'font-style': (style, value) => {
    style.italic = value === 'italic' || value.startsWith('oblique');
  },
  'font-family': (style, value) => {
    style.family = value;
    style.mono = isMono(value);
  },
};
for (const name of ['text-anchor', 'white-space', 'line-height', 'text-transform', 'dominant-baseline', ...OWN]) set[name] = keep(name);

// specified returns the declarations that won, {value} by property; null: none.
function specified(element, index) {
  let won = null;
  const declare = (name, value, weight) => {
    if (won === null) won = new Map();
    const old = won.get(name);
    if (old === undefined || weight >= old.weight) won.set(name, { value, weight });
  };
  if (element.namespaceURI === SVG_NS) {
    for (const [name, value] of element.attrs) {
      if (PRESENTATIONAL.has(name)) {
        if (value !== '') declare(name, value.trim(), -1);
      } else if (name === 'xml:space') {
        declare('white-space', value === 'preserve' ? 'pre' : 'normal', -1);
      }
    }
  } else {
    const tag = element.localName;
    if (tag === 'b' || tag === 'strong' || tag === 'th') declare('font-weight', 'bold', -1);
    else if (tag === 'i' || tag === 'em') declare('font-style', 'italic', -1);
    else if (tag === 'code' || tag === 'pre') declare('font-family', 'monospace', -1);
  }
  for (const rule of index.candidates(element)) {
    if (!matchesFrom(element, rule.compounds, 0, null)) continue;
    const weight = rule.specificity * 10000 + rule.order;
    for (const [name, { value, important }] of rule.declarations) declare(name, value, important ? weight + 1e13 : weight);
  }
  const inline = element.attrs.get('style');
  if (inline) {
    for (const [name, { value, important }] of element.style.declarations) {
      if (KNOWN.has(name)) declare(name, value, important ? 1e14 : 1e12);
    }
  }
  return won;
}

// readFont takes the shorthand apart, as far as Mermaid uses it.
function readFont(text, given) {
  const match = /^(.*?)([\d.]+(?:px|pt|em|rem|%)|smaller|larger)(?:\/\S+)?\s+(.+)$/.exec(text);
  if (match === null) return;
  const put = (name, value) => given.set(name, { value });
  put('font-weight', /\b(?:bold|bolder|[6-9]00)\b/.test(match[1]) ? 'bold' : 'normal');
  put('font-style', /\b(?:italic|oblique)\b/.test(match[1]) ? 'italic' : 'normal');
  put('font-size', match[2]);
  put('font-family', match[3]);
}

const KEYWORD_SIZES = { 'xx-small': 9, 'x-small': 10, small: 13, medium: 16, large: 18, 'x-large': 24, 'xx-large': 32 };

function fontSize(value, parent) {
  if (value === 'inherit') return parent;
  if (value === 'smaller') return parent / 1.2;
  if (value === 'larger') return parent * 1.2;
  if (Object.hasOwn(KEYWORD_SIZES, value)) return KEYWORD_SIZES[value];
  if (value.endsWith('%')) return (parseFloat(value) * parent) / 100;
  const size = length(value, parent);
  return Number.isNaN(size) || size < 0 ? parent : size;
}

const UNITS = { px: 1, '': 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, rem: 16 };

/** A length in pixels, for a font size in pixels; NaN if it is none. */
export function length(text, size) {
  const value = parseFloat(text);
  if (Number.isNaN(value)) return NaN;
  const unit = /[a-z%]*\s*$/i.exec(String(text).trim())[0].toLowerCase();
  if (unit === 'em') return value * size;
  if (unit === 'ex') return (value * size) / 2;
  return value * (UNITS[unit] ?? NaN);
}

function isBold(value, parent) {
  if (value === 'inherit') return parent;
  if (value === 'bold' || value === 'bolder') return true;
  return Number(value) >= 600;
}

const isMono = (family) => /^\s*["']?(?:monospace|courier|consolas|menlo|monaco|sfmono|liberation mono|dejavu sans mono)/i.test(family);
