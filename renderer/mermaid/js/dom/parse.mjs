// Markup to a tree. Mermaid only parses what it or a library made, and labels;
// so this knows tags, attributes, text, comments and entities, and closes what
// was left open. It runs nothing.
import { HTML_NS, SVG_NS } from './node.mjs';

/** HTML elements without an end tag. */
export const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const RAW = new Set(['script', 'style', 'textarea', 'title']);
const TAG = /<(\/?)([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>/g;
const ATTRIBUTE = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const ENTITY = /&(#x[0-9a-fA-F]+|#\d+|[a-zA-Z][a-zA-Z0-9]*);?/g;
const NAMED = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', equals: '=', hellip: '…', mdash: '—', ndash: '–',
  copy: '©', reg: '®', trade: '™', times: '×', larr: '←', rarr: '→', uarr: '↑', darr: '↓', bull: '•', middot: '·',
  hearts: '♥', infin: '∞', euro: '€', pound: '£', yen: '¥', sect: '§', para: '¶', deg: '°', plusmn: '±', laquo: '«',
  raquo: '»', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', colon: ':', semi: ';', num: '#', comma: ',', lpar: '(',
  rpar: ')', lsqb: '[', rsqb: ']', lbrace: '{', rbrace: '}', vert: '|', sol: '/', bsol: '\\', excl: '!', quest: '?',
};

export function decode(text) {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (all, name) => {
    if (name[0] !== '#') return Object.hasOwn(NAMED, name) ? NAMED[name] : all;
    const code = name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

export function parseFragment(root, text) {
  const document = root.ownerDocument;
  let parent = root;
  let end = 0;
  const addText = (from, to) => {
    if (to > from) parent.appendChild(document.createTextNode(decode(text.slice(from, to))));
  };
  TAG.lastIndex = 0;
  for (let match; (match = TAG.exec(text)) !== null; ) {
    addText(end, match.index);
    end = TAG.lastIndex;
    const [, slash, name, rest] = match;
    if (name === undefined) continue; // a comment or declaration
    if (slash) {
      parent = close(parent, root, name);
      continue;
    }
    const element = open(document, parent, name, rest);
    parent.appendChild(element);
    const local = element.localName;
    if ((element.namespaceURI === HTML_NS && VOID.has(local)) || rest.endsWith('/')) continue;
    parent = element;
    if (!RAW.has(local)) continue;
    const closing = text.toLowerCase().indexOf(`</${local}`, end);
    const stop = closing < 0 ? text.length : closing;
    if (stop > end) element.appendChild(document.createTextNode(local === 'title' ? decode(text.slice(end, stop)) : text.slice(end, stop)));
    TAG.lastIndex = end = stop;
  }
  addText(end, text.length);
}

function open(document, parent, name, rest) {
  const lower = name.toLowerCase();
  const inSVG = lower === 'svg' || (parent.namespaceURI === SVG_NS && parent.localName.toLowerCase() !== 'foreignobject');
  const element = inSVG ? document.createElementNS(SVG_NS, name) : document.createElement(lower);
  ATTRIBUTE.lastIndex = 0;
  for (let match; (match = ATTRIBUTE.exec(rest)) !== null; ) {
    const [, key, double, single, bare] = match;
    if (!element.hasAttribute(key)) element.setAttribute(key, decode(double ?? single ?? bare ?? ''));
  }
  return element;
}

// close returns the parent of the element that an end tag closes; one that
// closes nothing is passed over.
function close(parent, root, name) {
  const lower = name.toLowerCase();
  for (let e = parent; e !== root && e !== null; e = e.parentNode) {
    if (e.localName.toLowerCase() === lower) return e.parentNode;
  }
  return parent;
}
