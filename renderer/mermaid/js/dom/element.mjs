// Elements: attributes, classes, and what is measured.
import { forget } from './epoch.mjs';
import { decides } from './css.mjs';
import { HTML_NS, Node, SVG_NS } from './node.mjs';
import { parseFragment } from './parse.mjs';
import { all, first, matches } from './selector.mjs';
import { serialize, serializeChildren } from './serialize.mjs';
import { Style } from './style.mjs';
import { bounds, screenBox } from './box.mjs';
import { matrixOf } from './transform.mjs';
import { lengthOf, pointAt } from './path.mjs';
import { textLength } from './text.mjs';
import { pageWidth } from './page.mjs';

class ClassList {
  constructor(element) {
    this.element = element;
  }
  names() {
    return (this.element.getAttribute('class') ?? '').split(/\s+/).filter(Boolean);
  }
  contains(name) {
    return this.element.hasClass(name);
  }
  add(...names) {
    const set = new Set(this.names());
    for (const name of names) set.add(name);
    this.element.setAttribute('class', [...set].join(' '));
  }
  remove(...names) {
    if (!this.element.hasAttribute('class')) return;
    this.element.setAttribute('class', this.names().filter((name) => !names.includes(name)).join(' '));
  }
  toggle(name, force) {
    const on = force ?? !this.contains(name);
    if (on) this.add(name);
    else this.remove(name);
    return on;
  }
  get length() {
    return this.names().length;
  }
  item(i) {
    return this.names()[i] ?? null;
  }
  toString() {
    return this.element.getAttribute('class') ?? '';
  }
  [Symbol.iterator]() {
    return this.names()[Symbol.iterator]();
  }
}

export class Element extends Node {
  constructor(document, name, namespace) {
    super(document);
    this.localName = name;
    this.namespaceURI = namespace;
    this.attrs = new Map();
    this.computed = null; // see css.mjs
    this.computedAt = 0;
    this.styleObject = null;
  }

  get tagName() {
    return this.namespaceURI === HTML_NS ? this.localName.toUpperCase() : this.localName;
  }
  get nodeName() {
    return this.tagName;
  }
  get prefix() {
    return null;
  }

  getAttribute(name) {
    return this.attrs.get(name) ?? null;
  }
  getAttributeNS(_namespace, name) {
    return this.attrs.get(name) ?? this.attrs.get(`xlink:${name}`) ?? null;
  }
  hasAttribute(name) {
    return this.attrs.has(name);
  }
  hasAttributes() {
    return this.attrs.size > 0;
  }
  hasAttributeNS(_namespace, name) {
    return this.attrs.has(name);
  }
  setAttribute(name, value) {
    if (this.namespaceURI === HTML_NS) name = name.toLowerCase();
    value = `${value}`;
    if (name === 'id') this.ownerDocument.ids.add(value, this);
    if (name === 'style') this.styleObject = null;
    this.attrs.set(name, value);
    if (this.computed !== null && decides(name)) forget(this);
  }
  setAttributeNS(namespace, name, value) {
    if (namespace === 'http://www.w3.org/1999/xlink' && !name.includes(':')) name = `xlink:${name}`;
    this.setAttribute(name, value);
  }
  removeAttribute(name) {
    if (!this.attrs.delete(name)) return;
    if (name === 'style') this.styleObject = null;
    if (this.computed !== null && decides(name)) forget(this);
  }
  removeAttributeNS(_namespace, name) {
    this.removeAttribute(name);
  }
  toggleAttribute(name, force) {
    const on = force ?? !this.hasAttribute(name);
    if (on) this.setAttribute(name, '');
    else this.removeAttribute(name);
    return on;
  }
  get attributes() {
    const list = [];
    for (const [name, value] of this.attrs) list.push({ name, value, localName: name, nodeName: name, nodeValue: value });
    return list;
  }
  getAttributeNames() {
    return [...this.attrs.keys()];
  }
  getAttributeNode(name) {
    return this.attrs.has(name) ? { name, value: this.attrs.get(name) } : null;
  }

  get id() {
    return this.attrs.get('id') ?? '';
  }
  set id(value) {
    this.setAttribute('id', value);
  }
  get className() {
    const value = this.attrs.get('class') ?? '';
    return this.namespaceURI === SVG_NS ? { baseVal: value, animVal: value } : value;
  }
  set className(value) {
    this.setAttribute('class', value);
  }
  get classList() {
    return new ClassList(this);
  }
  hasClass(name) {
    const text = this.attrs.get('class');
    if (text === undefined) return false;
    if (text === name) return true;
    let at = text.indexOf(name);
    while (at >= 0) {
      const end = at + name.length;
      if ((at === 0 || isSpace(text.charCodeAt(at - 1))) && (end === text.length || isSpace(text.charCodeAt(end)))) return true;
      at = text.indexOf(name, end);
    }
    return false;
  }
  get style() {
    if (this.styleObject === null) {
      const style = new Style(this.attrs.get('style') ?? '', (text) => {
        this.attrs.set('style', text);
        if (this.computed !== null) forget(this);
      });
      this.styleObject = style;
    }
    return this.styleObject;
  }
  set style(text) {
    this.setAttribute('style', text);
  }
  get dataset() {
    const data = {};
    for (const [name, value] of this.attrs) {
      if (name.startsWith('data-')) data[name.slice(5).replace(/-([a-z])/g, (_, c) => c.toUpperCase())] = value;
    }
    return data;
  }
  get href() {
    return this.attrs.get('href') ?? '';
  }

  querySelector(selector) {
    return first(this, selector);
  }
  querySelectorAll(selector) {
    return all(this, selector);
  }
  matches(selector) {
    return matches(this, selector);
  }
  closest(selector) {
    for (let e = this; e !== null && e.nodeType === 1; e = e.parentNode) if (matches(e, selector)) return e;
    return null;
  }
  getElementsByTagName(name) {
    return all(this, name);
  }
  getElementsByClassName(name) {
    return all(this, `.${name.trim().split(/\s+/).join('.')}`);
  }

  get innerHTML() {
    return serializeChildren(this);
  }
  set innerHTML(text) {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    if (this.localName === 'style') this.textContent = text;
    else parseFragment(this, String(text));
  }
  get outerHTML() {
    return serialize(this);
  }
  get innerText() {
    return this.textContent;
  }
  set innerText(text) {
    this.textContent = text;
  }
  insertAdjacentElement(where, element) {
    this.adjacent(where, element);
    return element;
  }
  insertAdjacentHTML(where, text) {
    const fragment = this.ownerDocument.createElementNS(this.namespaceURI, 'g');
    parseFragment(fragment, text);
    for (const node of fragment.childNodes) this.adjacent(where, node);
  }
  adjacent(where, node) {
    switch (where.toLowerCase()) {
      case 'beforebegin':
        return this.before(node);
      case 'afterbegin':
        return this.prepend(node);
      case 'afterend':
        return this.after(node);
      default:
        return this.append(node);
    }
  }
  cloneNode(deep) {
    const copy = new this.constructor(this.ownerDocument, this.localName, this.namespaceURI);
    for (const [name, value] of this.attrs) copy.setAttribute(name, value);
    if (deep) for (let n = this.firstChild; n !== null; n = n.nextSibling) copy.appendChild(n.cloneNode(true));
    return copy;
  }
  changed() {
    if (this.localName === 'style' && this.isConnected) this.ownerDocument.sheets = null;
  }
  focus() {}
  blur() {}
  click() {}
  scrollIntoView() {}

  getBoundingClientRect() {
    const { x, y, X, Y } = screenBox(this);
    return { x, y, left: x, top: y, right: X, bottom: Y, width: X - x, height: Y - y };
  }
  getClientRects() {
    return [this.getBoundingClientRect()];
  }
  get offsetWidth() {
    return this.measured('width', pageWidth);
  }
  get offsetHeight() {
    return this.measured('height', 0);
  }
  get clientWidth() {
    return this.offsetWidth;
  }
  get clientHeight() {
    return this.offsetHeight;
  }
  get scrollWidth() {
    return this.offsetWidth;
  }
  get scrollHeight() {
    return this.offsetHeight;
  }
  get scrollTop() {
    return 0;
  }
  // measured is a size in whole pixels; a block without text of its own is as
  // wide as the page.
  measured(side, otherwise) {
    return Math.round(this.getBoundingClientRect()[side]) || otherwise;
  }
}
Element.prototype.nodeType = 1;

const isSpace = (c) => c === 32 || c === 10 || c === 9 || c === 13 || c === 12;

export class HTMLElement extends Element {}

export class SVGElement extends Element {
  get ownerSVGElement() {
    for (let e = this.parentNode; e !== null; e = e.parentNode) if (e.localName === 'svg') return e;
    return null;
  }
  getBBox() {
    const box = bounds(this);
    return box === null ? { x: 0, y: 0, width: 0, height: 0 } : { x: box.x, y: box.y, width: box.X - box.x, height: box.Y - box.y };
  }
  getComputedTextLength() {
    return textLength(this);
  }
  getNumberOfChars() {
    return this.textContent.length;
  }
  getTotalLength() {
    return lengthOf(this);
  }
  getPointAtLength(distance) {
    return pointAt(this, distance);
  }
  getCTM() {
    return matrixOf(this, (e) => e.localName === 'svg');
  }
  getScreenCTM() {
    return matrixOf(this, () => false);
  }
  createSVGPoint() {
    return { x: 0, y: 0, matrixTransform: (m) => ({ x: this.x * m.a + this.y * m.c + m.e, y: this.x * m.b + this.y * m.d + m.f }) };
  }
  get viewBox() {
    const [x = 0, y = 0, width = 0, height = 0] = (this.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
    return { baseVal: { x, y, width, height } };
  }
}
