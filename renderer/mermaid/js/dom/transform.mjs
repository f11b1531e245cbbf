// Affine transforms, as [a, b, c, d, e, f] of the SVG specification.
import { length } from './css.mjs';

export const identity = [1, 0, 0, 1, 0, 0];

export const multiply = (m, n) => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

const FUNCTION = /([a-zA-Z]+)\s*\(([^)]*)\)/g;
const kept = new Map();

/** The matrix of a transform attribute; null for none. */
export function parseTransform(text) {
  if (!text) return null;
  let matrix = kept.get(text);
  if (matrix === undefined) {
    matrix = null;
    for (const [, name, list] of text.matchAll(FUNCTION)) {
      const one = functionMatrix(name, list.split(/[\s,]+/).filter(Boolean));
      matrix = matrix === null ? one : multiply(matrix, one);
    }
    if (kept.size > 5000) kept.clear();
    kept.set(text, matrix);
  }
  return matrix;
}

const degrees = (text) => (parseFloat(text) * (/rad$/.test(text) ? 1 : /turn$/.test(text) ? Math.PI * 2 : Math.PI / 180)) || 0;

function functionMatrix(name, args) {
  const n = args.map((text) => length(text, 16) || 0);
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, n[0] ?? 0, n[1] ?? 0];
    case 'translateX':
      return [1, 0, 0, 1, n[0] ?? 0, 0];
    case 'translateY':
      return [1, 0, 0, 1, 0, n[0] ?? 0];
    case 'scale':
      return [n[0] ?? 1, 0, 0, n[1] ?? n[0] ?? 1, 0, 0];
    case 'rotate': {
      const angle = degrees(args[0] ?? '0');
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const turn = [cos, sin, -sin, cos, 0, 0];
      if (n.length < 3) return turn;
      return multiply(multiply([1, 0, 0, 1, n[1], n[2]], turn), [1, 0, 0, 1, -n[1], -n[2]]);
    }
    case 'skewX':
      return [1, 0, Math.tan(degrees(args[0] ?? '0')), 1, 0, 0];
    case 'skewY':
      return [1, Math.tan(degrees(args[0] ?? '0')), 0, 1, 0, 0];
    case 'matrix':
      return n.length === 6 ? n : identity;
    default:
      return identity;
  }
}

/** The box of a box under a matrix. */
export function transformBox(m, box) {
  if (m === null || box === null) return box;
  if (m[1] === 0 && m[2] === 0 && m[0] > 0 && m[3] > 0) {
    return { x: m[0] * box.x + m[4], y: m[3] * box.y + m[5], X: m[0] * box.X + m[4], Y: m[3] * box.Y + m[5] };
  }
  const out = { x: Infinity, y: Infinity, X: -Infinity, Y: -Infinity };
  for (const x of [box.x, box.X]) {
    for (const y of [box.y, box.Y]) {
      const px = m[0] * x + m[2] * y + m[4];
      const py = m[1] * x + m[3] * y + m[5];
      out.x = Math.min(out.x, px);
      out.y = Math.min(out.y, py);
      out.X = Math.max(out.X, px);
      out.Y = Math.max(out.Y, py);
    }
  }
  return out;
}

/** The transform of an element itself, from its style or its attribute. */
export const ownTransform = (element) => {
  const inline = element.attrs.get('style');
  if (inline !== undefined && inline.includes('transform')) {
    const value = element.style.getPropertyValue('transform');
    if (value) return parseTransform(value);
  }
  return parseTransform(element.attrs.get('transform'));
};

/** A DOMMatrix from an element to the ancestor at which stop says so. */
export function matrixOf(element, stop) {
  let m = identity;
  for (let e = element; e !== null && e.nodeType === 1; e = e.parentNode) {
    const own = ownTransform(e);
    if (own !== null) m = multiply(own, m);
    if (e !== element && stop(e)) break;
  }
  const [a, b, c, d, e, f] = m;
  return { a, b, c, d, e, f };
}
