// The document.
import { contextOf } from './canvas.mjs';
import { Element, HTMLElement, SVGElement } from './element.mjs';
import { Comment, HTML_NS, Node, SVG_NS, Text } from './node.mjs';
import { parseFragment } from './parse.mjs';
import { all, byId, first } from './selector.mjs';

// Elements by their id, in the order in which they got it, whether they are in
// the document or not.
class Ids {
  constructor() {
    this.map = new Map();
  }
  add(id, element) {
    const list = this.map.get(id);
    if (list === undefined) this.map.set(id, [element]);
    else if (!list.includes(element)) list.push(element);
  }
  get(id) {
    return this.map.get(id) ?? [];
  }
}

class HTMLCanvasElement extends HTMLElement {
  getContext() {
    return contextOf(this);
  }
  toDataURL() {
    return '';
  }
}

class HTMLTemplateElement extends HTMLElement {
  get content() {
    return this;
  }
}

class DocumentFragment extends Node {
  querySelector(selector) {
    return first(this, selector);
  }
  querySelectorAll(selector) {
    return all(this, selector);
  }
}
DocumentFragment.prototype.nodeType = 11;
DocumentFragment.prototype.nodeName = '#document-fragment';

class Document extends Node {
  constructor() {
    super(null);
    this.ids = new Ids();
    this.sheets = null; // see css.mjs
    this.defaultView = globalThis;
    this.fonts = { ready: Promise.resolve(), load: () => Promise.resolve([]), check: () => true };
    this.readyState = 'complete';
    this.baseURI = 'http://localhost/';
    this.documentElement = this.appendChild(this.createElement('html'));
    this.head = this.documentElement.appendChild(this.createElement('head'));
    this.body = this.documentElement.appendChild(this.createElement('body'));
    this.adoptedStyleSheets = [];
    this.styleSheets = [];
    this.activeElement = this.body;
  }
  // A document has no owner; what is made by it has it as one.
  get implementation() {
    return { createHTMLDocument: () => new Document(), createDocument: () => new Document() };
  }
  createElement(name) {
    const lower = String(name).toLowerCase();
    if (lower === 'canvas') return new HTMLCanvasElement(this, lower, HTML_NS);
    if (lower === 'template') return new HTMLTemplateElement(this, lower, HTML_NS);
    return new HTMLElement(this, lower, HTML_NS);
  }
  createElementNS(namespace, name) {
    if (namespace === HTML_NS) return this.createElement(name);
    const local = String(name).replace(/^svg:/, '');
    return namespace === SVG_NS ? new SVGElement(this, local, namespace) : new Element(this, local, namespace);
  }
  createTextNode(data) {
    return new Text(this, String(data));
  }
  createComment(data) {
    return new Comment(this, String(data));
  }
  createDocumentFragment() {
    return new DocumentFragment(this);
  }
  asNode(value) {
    return value instanceof Node ? value : this.createTextNode(value);
  }
  importNode(node, deep) {
    return node.cloneNode(deep);
  }
  adoptNode(node) {
    node.remove();
    return node;
  }
  getElementById(id) {
    return byId(this, id);
  }
  querySelector(selector) {
    return first(this, selector);
  }
  querySelectorAll(selector) {
    return all(this, selector);
  }
  getElementsByTagName(name) {
    return all(this, name);
  }
  getElementsByClassName(name) {
    return all(this, `.${name}`);
  }
  createRange() {
    return {
      selectNode() {},
      selectNodeContents() {},
      setStart() {},
      setEnd() {},
      createContextualFragment: (text) => {
        const fragment = this.createDocumentFragment();
        const holder = this.createElement('div');
        parseFragment(holder, text);
        fragment.append(...holder.childNodes);
        return fragment;
      },
    };
  }
}
Document.prototype.nodeType = 9;
Document.prototype.nodeName = '#document';

export { Document, DocumentFragment, HTMLCanvasElement, HTMLTemplateElement };
