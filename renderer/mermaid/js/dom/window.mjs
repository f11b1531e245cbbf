// A page for scripts that expect one: installs a document and what belongs to
// a window as globals. There is no network, no event and no script element in
// it; what would run code from markup does not exist.
import { isColor } from './colors.mjs';
import { computedStyle } from './css.mjs';
import { Document, DocumentFragment, HTMLCanvasElement, HTMLTemplateElement } from './document.mjs';
import { Element, HTMLElement, SVGElement } from './element.mjs';
import { epoch } from './epoch.mjs';
import { setMeasure } from './measure.mjs';
import { Comment, Node, Text } from './node.mjs';
import { pageWidth } from './page.mjs';
import { parseFragment } from './parse.mjs';
import { serialize } from './serialize.mjs';
import { StyleSheet } from './sheet.mjs';

let document;

class DOMParser {
  parseFromString(text) {
    const parsed = new Document();
    parseFragment(parsed.body, String(text));
    const svg = parsed.body.firstElementChild;
    if (svg !== null && svg.localName === 'svg') parsed.documentElement = svg;
    return parsed;
  }
}

class XMLSerializer {
  serializeToString(node) {
    return serialize(node);
  }
}

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}

// A colour is given back only if it is one.
class Option {
  constructor() {
    let color = '';
    this.style = {
      get color() {
        return color;
      },
      set color(value) {
        if (isColor(value)) color = value;
      },
    };
  }
}

function getComputedStyle(element) {
  const style = computedStyle(element);
  const values = {
    'font-size': `${style.size}px`,
    'font-family': style.family || 'Arial, sans-serif',
    'font-weight': style.bold ? '700' : '400',
    'font-style': style.italic ? 'italic' : 'normal',
    display: style.display,
    'text-anchor': style['text-anchor'],
  };
  return {
    getPropertyValue: (name) => values[name] ?? element.style.getPropertyValue(name),
    fontSize: values['font-size'],
    fontFamily: values['font-family'],
    fontWeight: values['font-weight'],
    display: values.display,
  };
}

/** Forgets everything that was drawn. */
export function reset() {
  document.ids.map.clear();
  document.body.replaceChildren();
  document.head.replaceChildren();
  document.sheets = null;
  epoch.now++;
}

/** Installs the globals; host.measure and host.ink tell the size of text. */
export function installDOM(global, host) {
  setMeasure(host);
  document = new Document();
  const noQuery = { matches: false, media: '', addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {} };
  const globals = {
    window: global,
    self: global,
    global,
    document,
    navigator: { userAgent: 'mdmedia', platform: '', language: 'en', languages: ['en'] },
    location: { href: 'http://localhost/', protocol: 'http:', host: 'localhost', hostname: 'localhost', pathname: '/', search: '', hash: '', origin: 'http://localhost' },
    screen: { width: 800, height: 600, availWidth: 800, availHeight: 600 },
    innerWidth: pageWidth,
    innerHeight: 600,
    devicePixelRatio: 1,
    scrollX: 0,
    scrollY: 0,
    Node, Element, HTMLElement, SVGElement, Text, Comment, Document, DocumentFragment, HTMLCanvasElement, HTMLTemplateElement,
    DOMParser, XMLSerializer, Option, CSSStyleSheet: StyleSheet,
    // With it Mermaid believes that formulas can be drawn, and asks KaTeX.
    MathMLElement: class extends Element {},
    MutationObserver: Observer, ResizeObserver: Observer, IntersectionObserver: Observer,
    NodeFilter: { SHOW_ELEMENT: 1, SHOW_TEXT: 4, SHOW_COMMENT: 128 },
    CSS: { escape: (text) => String(text).replace(/[^\w\u0080-\uffff-]/g, '\\$&'), supports: (property, value) => property !== 'color' || isColor(value) },
    matchMedia: () => noQuery,
    getComputedStyle,
    addEventListener() {},
    removeEventListener() {},
    dispatchEvent: () => true,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(global, name, { value, configurable: true, writable: true });
  }
}
