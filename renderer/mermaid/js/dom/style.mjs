// An element's style attribute as an object (CSSStyleDeclaration).
const UPPER = /[A-Z]/g;
const dashed = (name) => (name.startsWith('--') ? name : name.replace(UPPER, (c) => `-${c.toLowerCase()}`));

/** Splits declarations at the semicolons that are not in quotes or brackets. */
export function parseDeclarations(text) {
  const found = new Map();
  let start = 0;
  let depth = 0;
  let quote = '';
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (quote) {
      if (c === '\\') i++;
      else if (c === quote || c === undefined) quote = '';
      if (c !== undefined) continue;
    }
    if (c === '"' || c === "'") quote = c;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === undefined || (c === ';' && depth <= 0)) {
      addDeclaration(found, text.slice(start, i));
      start = i + 1;
      depth = 0;
    }
  }
  return found;
}

function addDeclaration(found, text) {
  const colon = text.indexOf(':');
  if (colon < 0) return;
  let name = text.slice(0, colon).trim();
  if (!name.startsWith('--')) name = name.toLowerCase();
  let value = text.slice(colon + 1).trim();
  if (name === '' || value === '') return;
  let important = false;
  if (value.endsWith('important')) {
    const mark = value.lastIndexOf('!');
    if (mark >= 0 && value.slice(mark + 1).trim() === 'important') {
      important = true;
      value = value.slice(0, mark).trim();
    }
  }
  found.delete(name); // the last one counts, in its place
  found.set(name, { value, important });
}

export class Style {
  // changed is called with the new text after every change.
  constructor(text, changed) {
    this.declarations = parseDeclarations(text);
    this.changed = changed;
  }
  get cssText() {
    let text = '';
    for (const [name, { value, important }] of this.declarations) {
      text += `${text && ' '}${name}: ${value}${important ? ' !important' : ''};`;
    }
    return text;
  }
  set cssText(text) {
    this.declarations = parseDeclarations(String(text));
    this.changed?.(this.cssText);
  }
  get length() {
    return this.declarations.size;
  }
  item(i) {
    return [...this.declarations.keys()][i] ?? '';
  }
  getPropertyValue(name) {
    return this.declarations.get(dashed(name))?.value ?? '';
  }
  getPropertyPriority(name) {
    return this.declarations.get(dashed(name))?.important ? 'important' : '';
  }
  setProperty(name, value, priority) {
    name = dashed(String(name));
    if (value === null || value === undefined || value === '') {
      this.declarations.delete(name);
    } else {
      this.declarations.set(name, { value: String(value).trim(), important: priority === 'important' });
    }
    this.changed?.(this.cssText);
  }
  removeProperty(name) {
    const old = this.getPropertyValue(name);
    this.setProperty(name, '');
    return old;
  }
}

// The properties that scripts set by name.
for (const name of [
  'alignmentBaseline', 'backgroundColor', 'border', 'color', 'cursor', 'display', 'dominantBaseline', 'fill', 'font',
  'fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'height', 'left', 'letterSpacing', 'lineHeight', 'margin',
  'maxHeight', 'maxWidth', 'minHeight', 'minWidth', 'opacity', 'overflow', 'padding', 'pointerEvents', 'position',
  'stroke', 'strokeDasharray', 'strokeWidth', 'textAlign', 'textAnchor', 'textDecoration', 'top', 'transform',
  'visibility', 'whiteSpace', 'width', 'zIndex',
]) {
  Object.defineProperty(Style.prototype, name, {
    get() {
      return this.getPropertyValue(name);
    },
    set(value) {
      this.setProperty(name, value);
    },
  });
}
