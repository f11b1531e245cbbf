// Bounding boxes, as {x, y, X, Y}; null is no box at all.
import { computedStyle, length } from './css.mjs';
import { HTML_NS } from './node.mjs';
import { pageWidth } from './page.mjs';
import { pathBounds } from './path.mjs';
import { polygonPoints } from './points.mjs';
import { multiply, ownTransform, transformBox } from './transform.mjs';
import { textBounds, widthOf } from './text.mjs';

const number = (element, name, otherwise = 0) => {
  const text = element.attrs.get(name);
  if (text === undefined) return otherwise;
  const value = length(text, 16);
  return Number.isNaN(value) ? otherwise : value;
};

const rectangle = (element) => {
  const x = number(element, 'x');
  const y = number(element, 'y');
  const width = number(element, 'width');
  const height = number(element, 'height');
  return width > 0 && height > 0 ? { x, y, X: x + width, Y: y + height } : null;
};

const round = (x, y, rx, ry) => (rx > 0 && ry > 0 ? { x: x - rx, y: y - ry, X: x + rx, Y: y + ry } : null);

function pointBounds(points) {
  if (points.length < 2) return null;
  const box = { x: points[0], y: points[1], X: points[0], Y: points[1] };
  for (let i = 2; i + 1 < points.length; i += 2) {
    box.x = Math.min(box.x, points[i]);
    box.X = Math.max(box.X, points[i]);
    box.y = Math.min(box.y, points[i + 1]);
    box.Y = Math.max(box.Y, points[i + 1]);
  }
  return box;
}

const shapes = {
  rect: rectangle,
  image: rectangle,
  foreignObject: rectangle,
  circle: (e) => round(number(e, 'cx'), number(e, 'cy'), number(e, 'r'), number(e, 'r')),
  ellipse: (e) => round(number(e, 'cx'), number(e, 'cy'), number(e, 'rx'), number(e, 'ry')),
  line: (e) => pointBounds([number(e, 'x1'), number(e, 'y1'), number(e, 'x2'), number(e, 'y2')]),
  polygon: (e) => pointBounds(polygonPoints(e.attrs.get('points') ?? '')),
  polyline: (e) => pointBounds(polygonPoints(e.attrs.get('points') ?? '')),
  path: (e) => pathBounds(e.attrs.get('d') ?? ''),
  text: textBounds,
  tspan: textBounds,
};
const CONTAINERS = new Set(['g', 'svg', 'a', 'switch']);

export function union(a, b) {
  if (a === null) return b;
  if (b === null) return a;
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), X: Math.max(a.X, b.X), Y: Math.max(a.Y, b.Y) };
}

// Elements inside of elements that use them, which may be a circle.
const MOST_USES = 20;

/** The box of an element in its own coordinates (getBBox). */
export function bounds(element, uses = 0) {
  const shape = Object.hasOwn(shapes, element.localName) ? shapes[element.localName] : undefined;
  if (shape !== undefined) return shape(element);
  if (element.localName === 'use') return useBounds(element, uses);
  if (!CONTAINERS.has(element.localName)) return element.namespaceURI === HTML_NS ? htmlBounds(element) : null;
  let box = null;
  for (let n = element.firstChild; n !== null; n = n.nextSibling) {
    if (n.nodeType !== 1 || n.namespaceURI === HTML_NS) continue; // <style> may be HTML
    if (computedStyle(n).display === 'none') continue;
    let inner = bounds(n, uses);
    if (inner === null || isVoid(n, inner)) continue;
    if (n.localName === 'svg') inner = transformBox(viewportMatrix(n), inner);
    box = union(box, transformBox(ownTransform(n), inner));
  }
  return box;
}

// isVoid reports a group around groups that only hold empty texts at its
// origin. Chromium keeps a box of zeros for it, as for a group without
// anything; the group that holds such a text itself does count.
const isVoid = (element, { x, y, X, Y }) =>
  x === 0 && y === 0 && X === 0 && Y === 0 && CONTAINERS.has(element.localName) && !element.childNodes.some((n) => n.localName === 'text');

function useBounds(element, uses) {
  const href = element.attrs.get('href') ?? element.attrs.get('xlink:href') ?? '';
  const target = uses < MOST_USES && href[0] === '#' ? element.ownerDocument.getElementById(href.slice(1)) : null;
  if (target === null) return null;
  const move = [1, 0, 0, 1, number(element, 'x'), number(element, 'y')];
  if (target.localName === 'symbol') {
    let box = null;
    for (const child of target.children) box = union(box, transformBox(ownTransform(child), bounds(child, uses + 1)));
    return transformBox(multiply(move, viewportMatrix(target, element)), box);
  }
  return transformBox(move, transformBox(ownTransform(target), bounds(target, uses + 1)));
}

// viewportMatrix maps the coordinates inside of a nested svg, or of a symbol
// with the size of what uses it, to those outside.
function viewportMatrix(element, sized = element) {
  const x = element === sized ? number(element, 'x') : 0;
  const y = element === sized ? number(element, 'y') : 0;
  const box = (element.attrs.get('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (box.length !== 4 || !(box[2] > 0) || !(box[3] > 0)) return [1, 0, 0, 1, x, y];
  const width = number(sized, 'width', box[2]);
  const height = number(sized, 'height', box[3]);
  const stretched = (element.attrs.get('preserveAspectRatio') ?? '').includes('none');
  const scale = Math.min(width / box[2], height / box[3]);
  const sx = stretched ? width / box[2] : scale;
  const sy = stretched ? height / box[3] : scale;
  return [sx, 0, 0, sy, x + (width - sx * box[2]) / 2 - sx * box[0], y + (height - sy * box[3]) / 2 - sy * box[1]];
}

/** The box of an element on the page (getBoundingClientRect). */
export function screenBox(element) {
  let box = bounds(element);
  if (box === null) return { x: 0, y: 0, X: 0, Y: 0 };
  for (let e = element; e !== null && e.nodeType === 1 && e.namespaceURI !== HTML_NS; e = e.parentNode) {
    if (e !== element && e.localName === 'svg' && e.parentNode?.namespaceURI !== HTML_NS) box = transformBox(viewportMatrix(e), box);
    box = transformBox(ownTransform(e), box);
  }
  return box;
}

const LINE_HEIGHT = 1.15; // of "normal", in em
const BLOCKS = new Set(['div', 'p', 'ul', 'ol', 'li', 'table', 'tr', 'body', 'h1', 'h2', 'h3', 'pre']);

// htmlBounds measures HTML in a label: lines of text, broken only at <br> and
// between blocks, or at spaces where a width is set.
function htmlBounds(element) {
  const lines = [{ width: 0, height: 0 }];
  const limit = length(computedStyle(element)['max-width'] || computedStyle(element).width, 16) || Infinity;
  addLines(element, lines, limit);
  const filled = lines.filter(({ height }) => height > 0);
  const block = BLOCKS.has(element.localName) && element.parentNode?.localName === 'body';
  const width = filled.reduce((most, line) => Math.max(most, line.width), 0);
  return { x: 0, y: 0, X: block ? pageWidth : width, Y: filled.reduce((sum, { height }) => sum + height, 0) };
}

function addLines(node, lines, limit) {
  for (let n = node.firstChild; n !== null; n = n.nextSibling) {
    if (n.nodeType === 3) {
      addWords(n.data, computedStyle(node), lines, limit);
    } else if (n.nodeType === 1 && n.namespaceURI === HTML_NS) {
      if (computedStyle(n).display === 'none') continue;
      const block = BLOCKS.has(n.localName);
      if (block || n.localName === 'br') lines.push({ width: 0, height: 0 });
      addLines(n, lines, limit);
      if (block) lines.push({ width: 0, height: 0 });
    }
  }
}

function addWords(text, style, lines, limit) {
  const height = lineHeight(style);
  for (const word of text.replace(/\s+/g, ' ').split(/(?<= )/)) {
    let line = lines[lines.length - 1];
    const width = widthOf(word.trimEnd(), style);
    if (line.width > 0 && line.width + width > limit) {
      line = { width: 0, height: 0 };
      lines.push(line);
    }
    if (word.trim() === '' && line.width === 0) continue;
    line.width += widthOf(word, style);
    line.height = Math.max(line.height, height);
  }
}

function lineHeight(style) {
  const value = style['line-height'];
  if (value === 'normal') return Math.round(style.size * LINE_HEIGHT);
  return /^[\d.]+$/.test(value) ? Number(value) * style.size : length(value, style.size) || style.size * LINE_HEIGHT;
}
