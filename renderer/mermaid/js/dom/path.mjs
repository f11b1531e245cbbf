// Path data: exact bounds, length, and points on the way.
//
// A path is kept as a list of segments, lines and cubic curves only; quadratic
// curves and arcs are turned into cubic ones, arcs as in the implementation
// notes of SVG (https://www.w3.org/TR/SVG2/implnote.html).
import { polygonPoints } from './points.mjs';

const TOKEN = /([a-zA-Z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/g;
const ARGUMENTS = { M: 2, L: 2, T: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, A: 7, Z: 0 };
const kept = new Map();

/** The segments of path data: {x0, y0, x, y} and, for curves, x1 y1 x2 y2. */
export function segmentsOf(data) {
  let path = kept.get(data);
  if (path === undefined) {
    if (kept.size > 500) kept.clear();
    path = new Reader(data).read();
    kept.set(data, path);
  }
  return path;
}

class Reader {
  constructor(data) {
    this.data = data;
    this.segments = [];
    this.moves = []; // points that a path only moves to count in its bounds
    this.x = this.y = this.startX = this.startY = 0;
    this.control = null; // the last control point, for S and T
  }

  read() {
    const tokens = this.data.match(TOKEN) ?? [];
    let i = 0;
    let command = '';
    while (i < tokens.length) {
      if (tokens[i] > '@') command = tokens[i++]; // a letter
      else if (command === '' || command === 'z' || command === 'Z') break;
      const upper = command.toUpperCase();
      const count = ARGUMENTS[upper];
      if (count === undefined) break;
      if (upper === 'A') i = this.splitFlags(tokens, i);
      if (i + count > tokens.length) break;
      const args = [];
      for (let k = 0; k < count; k++) args.push(Number(tokens[i++]));
      if (args.some(Number.isNaN)) break;
      this.command(upper, args, command !== upper);
      if (upper === 'M') command = command === 'm' ? 'l' : 'L';
    }
    return { segments: this.segments, moves: this.moves };
  }

  // splitFlags takes apart the flags of an arc, which need no space between
  // them: "a1 1 0 01.5.5".
  splitFlags(tokens, i) {
    for (const k of [i + 3, i + 4]) {
      const token = tokens[k];
      if (token !== undefined && token.length > 1 && (token[0] === '0' || token[0] === '1')) tokens.splice(k, 1, token[0], token.slice(1));
    }
    return i;
  }

  command(c, a, relative) {
    const dx = relative ? this.x : 0;
    const dy = relative ? this.y : 0;
    const { x, y } = this;
    let control = null;
    switch (c) {
      case 'M':
        this.x = this.startX = a[0] + dx;
        this.y = this.startY = a[1] + dy;
        this.moves.push(this.x, this.y);
        break;
      case 'L':
        this.line(a[0] + dx, a[1] + dy);
        break;
      case 'H':
        this.line(a[0] + dx, y);
        break;
      case 'V':
        this.line(x, a[0] + dy);
        break;
      case 'C':
        this.cubic(a[0] + dx, a[1] + dy, a[2] + dx, a[3] + dy, a[4] + dx, a[5] + dy);
        control = [a[2] + dx, a[3] + dy, 'C'];
        break;
      case 'S': {
        const [cx, cy] = this.mirrored('C');
        this.cubic(cx, cy, a[0] + dx, a[1] + dy, a[2] + dx, a[3] + dy);
        control = [a[0] + dx, a[1] + dy, 'C'];
        break;
      }
      case 'Q':
        this.quadratic(a[0] + dx, a[1] + dy, a[2] + dx, a[3] + dy);
        control = [a[0] + dx, a[1] + dy, 'Q'];
        break;
      case 'T': {
        const [cx, cy] = this.mirrored('Q');
        this.quadratic(cx, cy, a[0] + dx, a[1] + dy);
        control = [cx, cy, 'Q'];
        break;
      }
      case 'A':
        this.arc(a[0], a[1], a[2], a[3] !== 0, a[4] !== 0, a[5] + dx, a[6] + dy);
        break;
      default:
        this.line(this.startX, this.startY);
    }
    this.control = control;
  }

  mirrored(kind) {
    if (this.control === null || this.control[2] !== kind) return [this.x, this.y];
    return [2 * this.x - this.control[0], 2 * this.y - this.control[1]];
  }

  line(x, y) {
    this.segments.push({ curve: false, x0: this.x, y0: this.y, x, y });
    this.x = x;
    this.y = y;
  }

  cubic(x1, y1, x2, y2, x, y) {
    this.segments.push({ curve: true, x0: this.x, y0: this.y, x1, y1, x2, y2, x, y });
    this.x = x;
    this.y = y;
  }

  quadratic(cx, cy, x, y) {
    const { x: x0, y: y0 } = this;
    this.cubic(x0 + (2 / 3) * (cx - x0), y0 + (2 / 3) * (cy - y0), x + (2 / 3) * (cx - x), y + (2 / 3) * (cy - y), x, y);
  }

  arc(rx, ry, rotation, large, sweep, x, y) {
    const { x: x0, y: y0 } = this;
    rx = Math.abs(rx);
    ry = Math.abs(ry);
    if (rx === 0 || ry === 0 || (x0 === x && y0 === y)) return this.line(x, y);
    const phi = (rotation * Math.PI) / 180;
    const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
    const [hx, hy] = [(x0 - x) / 2, (y0 - y) / 2];
    const px = cos * hx + sin * hy;
    const py = -sin * hx + cos * hy;
    const scale = (px * px) / (rx * rx) + (py * py) / (ry * ry);
    if (scale > 1) [rx, ry] = [rx * Math.sqrt(scale), ry * Math.sqrt(scale)];
    const below = rx * rx * py * py + ry * ry * px * px;
    const factor = Math.sqrt(Math.max(0, (rx * rx * ry * ry - below) / below)) * (large === sweep ? -1 : 1);
    const [ux, uy] = [(factor * rx * py) / ry, (-factor * ry * px) / rx];
    const cx = cos * ux - sin * uy + (x0 + x) / 2;
    const cy = sin * ux + cos * uy + (y0 + y) / 2;
    const from = Math.atan2((py - uy) / ry, (px - ux) / rx);
    let turn = Math.atan2((-py - uy) / ry, (-px - ux) / rx) - from;
    if (sweep && turn < 0) turn += 2 * Math.PI;
    if (!sweep && turn > 0) turn -= 2 * Math.PI;
    const count = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 2) - 1e-9));
    const step = turn / count;
    const k = (4 / 3) * Math.tan(step / 4);
    const at = (ex, ey) => [cx + rx * ex * cos - ry * ey * sin, cy + rx * ex * sin + ry * ey * cos];
    for (let i = 0; i < count; i++) {
      const [t0, t1] = [from + i * step, from + (i + 1) * step];
      const [c0, s0, c1, s1] = [Math.cos(t0), Math.sin(t0), Math.cos(t1), Math.sin(t1)];
      const last = i === count - 1 ? [x, y] : at(c1, s1);
      this.cubic(...at(c0 - k * s0, s0 + k * c0), ...at(c1 + k * s1, s1 - k * c1), ...last);
    }
  }
}

const cubicAt = (p0, p1, p2, p3, t) => {
  const u = 1 - t;
  return u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
};

// extremes calls f with the values between the ends where a coordinate of a
// cubic curve turns around.
function extremes(p0, p1, p2, p3, f) {
  const a = -p0 + 3 * p1 - 3 * p2 + p3;
  const b = 2 * (p0 - 2 * p1 + p2);
  const c = p1 - p0;
  const roots = [];
  if (Math.abs(a) < 1e-12) {
    if (Math.abs(b) > 1e-12) roots.push(-c / b);
  } else {
    const root = b * b - 4 * a * c;
    if (root >= 0) roots.push((-b + Math.sqrt(root)) / (2 * a), (-b - Math.sqrt(root)) / (2 * a));
  }
  for (const t of roots) if (t > 0 && t < 1) f(cubicAt(p0, p1, p2, p3, t));
}

/** The bounds of path data; null if it draws nothing. */
export function pathBounds(data) {
  const { segments, moves } = segmentsOf(data);
  if (segments.length === 0 && moves.length === 0) return null;
  const box = { x: Infinity, y: Infinity, X: -Infinity, Y: -Infinity };
  const addX = (x) => {
    if (x < box.x) box.x = x;
    if (x > box.X) box.X = x;
  };
  const addY = (y) => {
    if (y < box.y) box.y = y;
    if (y > box.Y) box.Y = y;
  };
  for (let i = 0; i < moves.length; i += 2) {
    addX(moves[i]);
    addY(moves[i + 1]);
  }
  for (const s of segments) {
    addX(s.x0);
    addX(s.x);
    addY(s.y0);
    addY(s.y);
    if (!s.curve) continue;
    if (s.x1 < box.x || s.x1 > box.X || s.x2 < box.x || s.x2 > box.X) extremes(s.x0, s.x1, s.x2, s.x, addX);
    if (s.y1 < box.y || s.y1 > box.Y || s.y2 < box.y || s.y2 > box.Y) extremes(s.y0, s.y1, s.y2, s.y, addY);
  }
  return box;
}

// A curve is walked along in this many straight steps.
const STEPS = 32;
const walked = new Map();

// walk returns [distance, x, y] of points along the path, from its start.
function walk(data) {
  let points = walked.get(data);
  if (points !== undefined) return points;
  points = [];
  let distance = 0;
  let [px, py] = [NaN, NaN];
  const go = (x, y) => {
    distance += Math.hypot(x - px, y - py);
    points.push([distance, x, y]);
    [px, py] = [x, y];
  };
  for (const s of segmentsOf(data).segments) {
    if (s.x0 !== px || s.y0 !== py) {
      [px, py] = [s.x0, s.y0]; // a move has no length
      points.push([distance, px, py]);
    }
    if (!s.curve) go(s.x, s.y);
    else for (let i = 1; i <= STEPS; i++) go(cubicAt(s.x0, s.x1, s.x2, s.x, i / STEPS), cubicAt(s.y0, s.y1, s.y2, s.y, i / STEPS));
  }
  if (walked.size > 200) walked.clear();
  walked.set(data, points);
  return points;
}

// dataOf returns a shape as path data.
function dataOf(element) {
  if (element.localName === 'path') return element.attrs.get('d') ?? '';
  if (element.localName === 'line') {
    const n = (name) => parseFloat(element.attrs.get(name)) || 0;
    return `M${n('x1')},${n('y1')}L${n('x2')},${n('y2')}`;
  }
  const points = polygonPoints(element.attrs.get('points') ?? '');
  let data = '';
  for (let i = 0; i + 1 < points.length; i += 2) data += `${i === 0 ? 'M' : 'L'}${points[i]},${points[i + 1]}`;
  return element.localName === 'polygon' ? `${data}Z` : data;
}

export function lengthOf(element) {
  const points = walk(dataOf(element));
  return points.length === 0 ? 0 : points[points.length - 1][0];
}

export function pointAt(element, distance) {
  const points = walk(dataOf(element));
  if (points.length === 0) return { x: 0, y: 0 };
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] < distance) low = middle + 1;
    else high = middle;
  }
  const [end, x, y] = points[low];
  if (low === 0 || distance >= end) return { x, y };
  const [start, x0, y0] = points[low - 1];
  const t = end > start ? (distance - start) / (end - start) : 1;
  return { x: x0 + (x - x0) * t, y: y0 + (y - y0) * t };
}
