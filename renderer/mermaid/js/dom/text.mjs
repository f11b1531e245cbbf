// The layout of SVG text: which fragments a <text> has, and where.
//
// The numbers are Chromium's, measured: a fragment is as high as the font's
// ascent and descent, each rounded to whole pixels, its width is rounded up to a
// 64th of a pixel, and where the ink of a glyph goes beyond, it counts as well.
import { computedStyle, length } from './css.mjs';
import { fontHeights, inkOf, measureText } from './measure.mjs';

// The font's, in em (its hhea and OS/2 tables), and those of Liberation Mono.
const { ascent: ASCENT, descent: DESCENT, xHeight: X_HEIGHT } = fontHeights();
const MONO_ASCENT = 0.833008;
const MONO_DESCENT = 0.300293;
// How far down the underscore goes, in em; hinted, it is drawn in the pixel
// below, and then the only usual glyph beyond the descent.
const UNDERSCORE = 0.1988;
// Where hanging scripts hang, in parts of the ascent.
const HANGING = 0.8;

const ascentOf = (style) => Math.round((style.mono ? MONO_ASCENT : ASCENT) * style.size);
const descentOf = (style) => Math.round((style.mono ? MONO_DESCENT : DESCENT) * style.size);

/** How far down the baseline of a style moves the text, in pixels. */
function baselineShift(style) {
  const own = style['alignment-baseline'];
  const baseline = own && own !== 'auto' && own !== 'baseline' ? own : style['dominant-baseline'];
  const ascent = ascentOf(style);
  const descent = descentOf(style);
  switch (baseline) {
    case 'middle':
      return Math.floor((X_HEIGHT * style.size * 64) / 2) / 64;
    case 'central':
      return (ascent - descent) / 2;
    case 'hanging':
      return ascent * HANGING;
    case 'mathematical':
      return ascent / 2;
    case 'text-before-edge':
    case 'before-edge':
    case 'text-top':
      return ascent;
    case 'text-after-edge':
    case 'after-edge':
    case 'ideographic':
    case 'text-bottom':
      return -descent;
    default:
      return 0;
  }
}

function transformed(text, style) {
  if (style['text-transform'] === 'uppercase') return text.toUpperCase();
  return style['text-transform'] === 'lowercase' ? text.toLowerCase() : text;
}

/** The width of text in a style, in pixels. */
export function widthOf(text, style) {
  if (text === '') return 0;
  text = transformed(text, style);
  let width = measureText(text, style.size, style.bold, style.italic, style.mono);
  if (style['letter-spacing'] !== 0) width += style['letter-spacing'] * [...text].length;
  if (style['word-spacing'] !== 0) width += style['word-spacing'] * (text.split(' ').length - 1);
  return Math.ceil(width * 64 - 1e-6) / 64;
}

// A run is text in one style, with the position that its first character has.
function collect(element, runs, pending) {
  const style = computedStyle(element);
  if (style.display === 'none') return;
  const before = { ...pending };
  for (const name of ['x', 'y', 'dx', 'dy']) {
    const value = element.attrs.get(name);
    if (value !== undefined && value.trim() !== '') pending[name] = value;
  }
  const count = runs.length;
  for (let n = element.firstChild; n !== null; n = n.nextSibling) {
    if (n.nodeType === 3) {
      if (n.data === '') continue;
      runs.push({ text: n.data, style, ...pending });
      pending.x = pending.y = pending.dx = pending.dy = null;
    } else if (n.nodeType === 1 && (n.localName === 'tspan' || n.localName === 'a' || n.localName === 'textPath')) {
      collect(n, runs, pending);
    }
  }
  // Positions count for the characters inside; without any they are void.
  if (runs.length === count) Object.assign(pending, before);
}

// collapse removes white space as CSS does: runs of it become one space, and
// there is none at the ends.
function collapse(runs) {
  let space = true;
  for (const run of runs) {
    const kept = run.style['white-space'];
    if (kept === 'pre' || kept === 'pre-wrap' || kept === 'break-spaces') {
      run.text = run.text.replace(/[\t\n\r]/g, ' ');
      space = false;
      continue;
    }
    let text = run.text.replace(/[ \t\n\r\f]+/g, ' ');
    if (space && text[0] === ' ') text = text.slice(1);
    if (text !== '') space = text.endsWith(' ');
    run.text = text;
  }
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i];
    if (run.style['white-space'].startsWith('pre')) break;
    if (run.text.endsWith(' ')) run.text = run.text.slice(0, -1);
    if (run.text !== '') break;
  }
  // A position whose characters are gone goes to those that follow it.
  return runs.filter((run) => run.text !== '');
}

const numbers = (text, size) => text.trim().split(/[\s,]+/).map((part) => length(part, size) || 0);

// split gives each character of a run a position of its own, where lists of
// positions say so.
function split(runs) {
  if (!runs.some((run) => ['x', 'y', 'dx', 'dy'].some((name) => run[name] && /[\s,]/.test(run[name].trim())))) return runs;
  const out = [];
  for (const run of runs) {
    const lists = {};
    let most = 1;
    for (const name of ['x', 'y', 'dx', 'dy']) {
      lists[name] = run[name] ? run[name].trim().split(/[\s,]+/) : [];
      most = Math.max(most, lists[name].length);
    }
    const chars = [...run.text];
    for (let i = 0; i < Math.min(most, chars.length); i++) {
      const text = i === most - 1 ? chars.slice(i).join('') : chars[i];
      out.push({ text, style: run.style, x: lists.x[i] ?? null, y: lists.y[i] ?? null, dx: lists.dx[i] ?? null, dy: lists.dy[i] ?? null });
    }
  }
  return out;
}

/** The fragments of a <text> or <tspan>: {x, y, width, text, style}. */
export function fragmentsOf(element) {
  let runs = [];
  collect(element, runs, { x: null, y: null, dx: null, dy: null });
  runs = split(collapse(runs));
  const fragments = [];
  let [x, y] = [0, 0];
  let chunk = 0; // index of the first fragment of the anchored chunk
  let anchor = runs.length > 0 ? runs[0].style['text-anchor'] : 'start';
  const finish = () => {
    const first = fragments[chunk];
    if (first === undefined || anchor === 'start') return;
    const width = x - first.x;
    const shift = anchor === 'middle' ? -width / 2 : -width;
    for (let i = chunk; i < fragments.length; i++) fragments[i].x += shift;
  };
  for (const { text, style, x: atX, y: atY, dx, dy } of runs) {
    const one = (value) => numbers(value, style.size)[0];
    if (atX !== null || atY !== null) {
      finish();
      chunk = fragments.length;
      anchor = style['text-anchor'];
      if (atX !== null) x = one(atX);
      if (atY !== null) y = one(atY);
    }
    if (dx !== null) x += one(dx);
    if (dy !== null) y += one(dy);
    const width = widthOf(text, style);
    fragments.push({ x, y: y + baselineShift(style), width, text, style });
    x += width;
  }
  finish();
  return fragments;
}

/** The sum of the widths of an element's text (getComputedTextLength). */
export const textLength = (element) => fragmentsOf(element).reduce((sum, { width }) => sum + width, 0);

/**
 * The box of a <text> or <tspan>. Without characters there is none, but if there
 * are elements in it, it counts as a point, as in Chromium.
 */
export function textBounds(element) {
  let box = null;
  for (const { x, y, width, text, style } of fragmentsOf(element)) {
    const ink = inkOf(transformed(text, style), style.size, style.bold, style.italic, style.mono);
    const one = {
      x: x + ink.left,
      y: y - ascentOf(style),
      X: x + Math.max(width, ink.right),
      Y: y + Math.max(descentOf(style), text.includes('_') ? Math.floor(UNDERSCORE * style.size) + 1 : 0),
    };
    if (box === null) {
      box = one;
      continue;
    }
    box.x = Math.min(box.x, one.x);
    box.y = Math.min(box.y, one.y);
    box.X = Math.max(box.X, one.X);
    box.Y = Math.max(box.Y, one.Y);
  }
  if (box === null && element.firstElementChild !== null) return { x: 0, y: 0, X: 0, Y: 0 };
  return box;
}
