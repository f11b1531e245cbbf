// The tree: nodes with pointers to their neighbours.
import { forget } from './epoch.mjs';

export const SVG_NS = 'http://www.w3.org/2000/svg';
export const HTML_NS = 'http://www.w3.org/1999/xhtml';

export class Node {
  constructor(document) {
    this.ownerDocument = document;
    this.parentNode = null;
    this.firstChild = null;
    this.lastChild = null;
    this.previousSibling = null;
    this.nextSibling = null;
  }

  get parentElement() {
    const parent = this.parentNode;
    return parent !== null && parent.nodeType === 1 ? parent : null;
  }
  get childNodes() {
    const list = [];
    for (let n = this.firstChild; n !== null; n = n.nextSibling) list.push(n);
    return list;
  }
  get children() {
    return this.childNodes.filter((n) => n.nodeType === 1);
  }
  get firstElementChild() {
    let n = this.firstChild;
    while (n !== null && n.nodeType !== 1) n = n.nextSibling;
    return n;
  }
  get lastElementChild() {
    let n = this.lastChild;
    while (n !== null && n.nodeType !== 1) n = n.previousSibling;
    return n;
  }
  get nextElementSibling() {
    let n = this.nextSibling;
    while (n !== null && n.nodeType !== 1) n = n.nextSibling;
    return n;
  }
  get previousElementSibling() {
    let n = this.previousSibling;
    while (n !== null && n.nodeType !== 1) n = n.previousSibling;
    return n;
  }
  get childElementCount() {
    return this.children.length;
  }
  get isConnected() {
    let n = this;
    while (n.parentNode !== null) n = n.parentNode;
    return n.nodeType === 9;
  }
  get nodeValue() {
    return null;
  }
  set nodeValue(_value) {}
  get textContent() {
    let text = '';
    for (let n = this.firstChild; n !== null; n = n.nextSibling) {
      if (n.nodeType !== 8) text += n.textContent;
    }
    return text;
  }
  set textContent(value) {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    if (value !== null && value !== undefined && value !== '') {
      this.appendChild(this.ownerDocument.createTextNode(value));
    }
  }

  hasChildNodes() {
    return this.firstChild !== null;
  }
  getRootNode() {
    let n = this;
    while (n.parentNode !== null) n = n.parentNode;
    return n;
  }
  contains(other) {
    for (let n = other; n; n = n.parentNode) if (n === this) return true;
    return false;
  }
  // compareDocumentPosition gives the bits of the DOM standard: 2 if other
  // precedes this node, 4 if it follows, 8 and 16 if one contains the other.
  compareDocumentPosition(other) {
    if (this === other) return 0;
    if (other.contains(this)) return 10;
    if (this.contains(other)) return 20;
    const ancestors = (n) => {
      const path = [];
      for (; n !== null; n = n.parentNode) path.unshift(n);
      return path;
    };
    const [mine, its] = [ancestors(this), ancestors(other)];
    if (mine[0] !== its[0]) return 1;
    let i = 0;
    while (mine[i] === its[i]) i++;
    for (let n = mine[i]; n !== null; n = n.nextSibling) if (n === its[i]) return 4;
    return 2;
  }
  appendChild(child) {
    return this.insertBefore(child, null);
  }
  insertBefore(child, before) {
    if (child.nodeType === 11) {
      while (child.firstChild !== null) this.insertBefore(child.firstChild, before);
      return child;
    }
    if (child === before) return child;
    if (child.contains(this)) throw new Error('HierarchyRequestError: a node cannot contain itself');
    if (before && before.parentNode !== this) throw new Error('NotFoundError: the reference is not a child of this node');
    if (child.parentNode !== null) child.parentNode.removeChild(child);
    const previous = before ? before.previousSibling : this.lastChild;
    child.parentNode = this;
    child.previousSibling = previous;
    child.nextSibling = before || null;
    if (previous) previous.nextSibling = child;
    else this.firstChild = child;
    if (before) before.previousSibling = child;
    else this.lastChild = child;
    this.changed();
    return child;
  }
  removeChild(child) {
    if (child.parentNode !== this) throw new Error('NotFoundError: the node is not a child of this node');
    const { previousSibling, nextSibling } = child;
    if (previousSibling !== null) previousSibling.nextSibling = nextSibling;
    else this.firstChild = nextSibling;
    if (nextSibling !== null) nextSibling.previousSibling = previousSibling;
    else this.lastChild = previousSibling;
    child.parentNode = child.previousSibling = child.nextSibling = null;
    if (child.computed) forget(child); // it may come back with other ancestors
    this.changed();
    return child;
  }
  replaceChild(child, old) {
    this.insertBefore(child, old);
    return this.removeChild(old);
  }
  remove() {
    if (this.parentNode !== null) this.parentNode.removeChild(this);
  }
  append(...nodes) {
    for (const n of nodes) this.appendChild(this.ownerDocument.asNode(n));
  }
  prepend(...nodes) {
    const first = this.firstChild;
    for (const n of nodes) this.insertBefore(this.ownerDocument.asNode(n), first);
  }
  before(...nodes) {
    for (const n of nodes) this.parentNode.insertBefore(this.ownerDocument.asNode(n), this);
  }
  after(...nodes) {
    const next = this.nextSibling;
    for (const n of nodes) this.parentNode.insertBefore(this.ownerDocument.asNode(n), next);
  }
  replaceWith(...nodes) {
    this.after(...nodes);
    this.remove();
  }
  replaceChildren(...nodes) {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    this.append(...nodes);
  }
  normalize() {}
  addEventListener() {}
  removeEventListener() {}
  dispatchEvent() {
    return true;
  }

  // A browser's nodes have no properties of their own to write as JSON.
  toJSON() {
    return {};
  }

  // changed is called when the children are others.
  changed() {}
}
Object.assign(Node.prototype, { ELEMENT_NODE: 1, TEXT_NODE: 3, COMMENT_NODE: 8, DOCUMENT_NODE: 9, DOCUMENT_FRAGMENT_NODE: 11 });
Object.assign(Node, { ELEMENT_NODE: 1, TEXT_NODE: 3, COMMENT_NODE: 8, DOCUMENT_NODE: 9, DOCUMENT_FRAGMENT_NODE: 11 });

class CharacterData extends Node {
  constructor(document, data) {
    super(document);
    this.data = data;
  }
  get nodeValue() {
    return this.data;
  }
  set nodeValue(value) {
    this.data = String(value);
  }
  get textContent() {
    return this.data;
  }
  set textContent(value) {
    this.data = String(value);
  }
  get length() {
    return this.data.length;
  }
}

export class Text extends CharacterData {
  cloneNode() {
    return new Text(this.ownerDocument, this.data);
  }
}
Text.prototype.nodeType = 3;
Text.prototype.nodeName = '#text';

export class Comment extends CharacterData {
  cloneNode() {
    return new Comment(this.ownerDocument, this.data);
  }
}
Comment.prototype.nodeType = 8;
Comment.prototype.nodeName = '#comment';
