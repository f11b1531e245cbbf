// Selectors: compiled once to a chain of tests, and kept.
//
// A compiled selector is a list of alternatives; an alternative is a list of
// compounds from right to left, each with its tests and the combinator that
// leads to the next.
const compiled = new Map();
const MOST = 2000; // selectors that are kept

export function compile(text) {
  let alternatives = compiled.get(text);
  if (alternatives === undefined) {
    if (compiled.size > MOST) compiled.clear();
    alternatives = new Parser(text).list();
    compiled.set(text, alternatives);
  }
  return alternatives;
}

const IDENT = /(?:\\[0-9a-fA-F]{1,6}\s?|\\[^\n]|[\w\u0080-\uffff-])+/y;
const ATTR = /\s*([\w:.-]+)\s*(?:([~^$*|]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\]\s]+))\s*(?:i\s*)?)?\]/y;

const unescapeIdent = (text) =>
  text.includes('\\')
    ? text.replace(/\\([0-9a-fA-F]{1,6})\s?|\\(.)/g, (_, hex, c) => (hex ? String.fromCodePoint(parseInt(hex, 16)) : c))
    : text;

class Parser {
  constructor(text) {
    this.text = text.trim();
    this.at = 0;
  }

  fail() {
    throw new SyntaxError(`'${this.text}' is not a valid selector`);
  }

  list() {
    const alternatives = [];
    do alternatives.push(this.complex());
    while (this.eat(','));
    if (this.at < this.text.length) this.fail();
    return alternatives;
  }

  space() {
    const from = this.at;
    while (' \t\n\r\f'.includes(this.text[this.at] ?? 'x')) this.at++;
    return this.at > from;
  }

  eat(c) {
    this.space();
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }

  complex() {
    const compounds = [];
    this.space();
    // A relative selector such as "> g" begins at the root of the search.
    let combinator = '>+~'.includes(this.text[this.at] ?? ' ') ? this.text[this.at++] : '';
    if (combinator) compounds.push({ tests: [isScope], combinator: '' });
    for (;;) {
      this.space();
      const compound = this.compound();
      compound.combinator = combinator;
      compounds.push(compound);
      const spaced = this.space();
      const c = this.text[this.at];
      if (c === undefined || c === ',' || c === ')') break;
      if ('>+~'.includes(c)) {
        combinator = c;
        this.at++;
      } else if (spaced) combinator = ' ';
      else this.fail();
    }
    return compounds.reverse();
  }

  ident() {
    IDENT.lastIndex = this.at;
    const match = IDENT.exec(this.text);
    if (match === null) this.fail();
    this.at = IDENT.lastIndex;
    return unescapeIdent(match[0]);
  }

  compound() {
    const compound = { tests: [], id: '', cls: '', tag: '', specificity: 0 };
    const from = this.at;
    for (;;) {
      const c = this.text[this.at];
      if (c === '*') this.at++;
      else if (c === '#') this.id(compound);
      else if (c === '.') this.class(compound);
      else if (c === '[') this.attribute(compound);
      else if (c === ':') this.pseudo(compound);
      else if (c !== undefined && !' \t\n\r\f,>+~)'.includes(c)) this.tag(compound);
      else break;
    }
    if (this.at === from) this.fail();
    return compound;
  }

  tag(compound) {
    const name = this.ident();
    const lower = name.toLowerCase();
    compound.tag = lower;
    compound.specificity += 1;
    compound.tests.push((e) => e.localName === name || e.localName === lower || e.localName.toLowerCase() === lower);
  }

  id(compound) {
    this.at++;
    const id = this.ident();
    compound.id = id;
    compound.specificity += 10000;
    compound.tests.push((e) => e.attrs.get('id') === id);
  }

  class(compound) {
    this.at++;
    const name = this.ident();
    compound.cls = name;
    compound.specificity += 100;
    compound.tests.push((e) => e.hasClass(name));
  }

  attribute(compound) {
    ATTR.lastIndex = this.at + 1;
    const match = ATTR.exec(this.text);
    if (match === null) this.fail();
    this.at = ATTR.lastIndex;
    const [, name, operator, double, single, bare] = match;
    compound.specificity += 100;
    compound.tests.push(attributeTest(name, operator, double ?? single ?? bare ?? ''));
  }

  pseudo(compound) {
    this.at++;
    if (this.text[this.at] === ':') this.at++;
    const name = this.ident();
    if (this.text[this.at] !== '(') {
      compound.specificity += 100;
      compound.tests.push(pseudos[name] ?? never);
      return;
    }
    let depth = 0;
    const from = this.at + 1;
    for (; this.at < this.text.length; this.at++) {
      if (this.text[this.at] === '(') depth++;
      else if (this.text[this.at] === ')' && --depth === 0) break;
    }
    if (depth > 0) this.fail();
    const inner = this.text.slice(from, this.at++);
    compound.specificity += name === 'where' ? 0 : 100;
    compound.tests.push(functionTest(name, inner));
  }
}

function attributeTest(name, operator, wanted) {
  const test = {
    '=': (v) => v === wanted,
    '~=': (v) => wanted !== '' && v.split(/\s+/).includes(wanted),
    '^=': (v) => wanted !== '' && v.startsWith(wanted),
    '$=': (v) => wanted !== '' && v.endsWith(wanted),
    '*=': (v) => wanted !== '' && v.includes(wanted),
    '|=': (v) => v === wanted || v.startsWith(`${wanted}-`),
  }[operator];
  return (e) => {
    const value = e.attrs.get(name);
    return value !== undefined && (test === undefined || test(value));
  };
}

const never = () => false;
const isScope = (e, scope) => e === scope;

const pseudos = {
  scope: isScope,
  root: (e) => e.parentNode !== null && e.parentNode.nodeType === 9,
  empty: (e) => e.firstChild === null,
  'first-child': (e) => e.previousElementSibling === null,
  'last-child': (e) => e.nextElementSibling === null,
  'only-child': (e) => e.previousElementSibling === null && e.nextElementSibling === null,
  'first-of-type': (e) => typeIndex(e) === 1,
};

function typeIndex(e) {
  let n = 1;
  for (let s = e.previousElementSibling; s !== null; s = s.previousElementSibling) if (s.localName === e.localName) n++;
  return n;
}

function childIndex(e) {
  let n = 1;
  for (let s = e.previousElementSibling; s !== null; s = s.previousElementSibling) n++;
  return n;
}

function functionTest(name, inner) {
  switch (name) {
    case 'not': {
      const list = compile(inner);
      return (e, scope) => !list.some((a) => matchesFrom(e, a, 0, scope));
    }
    case 'is':
    case 'where': {
      const list = compile(inner);
      return (e, scope) => list.some((a) => matchesFrom(e, a, 0, scope));
    }
    case 'nth-child':
      return nthTest(inner, childIndex);
    case 'nth-of-type':
      return nthTest(inner, typeIndex);
    default:
      return never;
  }
}

function nthTest(formula, index) {
  const text = formula.replace(/\s+/g, '').replace('even', '2n').replace('odd', '2n+1');
  const match = /^(?:([+-]?\d*)n)?([+-]?\d+)?$/.exec(text);
  if (match === null) return never;
  const step = match[1] === undefined ? 0 : match[1] === '' || match[1] === '+' ? 1 : match[1] === '-' ? -1 : Number(match[1]);
  const offset = Number(match[2] ?? 0);
  return (e) => {
    const rest = index(e) - offset;
    return step === 0 ? rest === 0 : rest % step === 0 && rest / step >= 0;
  };
}

export function matchesFrom(element, compounds, i, scope) {
  const { tests, combinator } = compounds[i];
  for (let k = 0; k < tests.length; k++) if (!tests[k](element, scope)) return false;
  if (i === compounds.length - 1) return true;
  switch (combinator) {
    case '>': {
      const parent = element.parentNode;
      return parent !== null && parent.nodeType === 1 && matchesFrom(parent, compounds, i + 1, scope);
    }
    case '+': {
      const before = element.previousElementSibling;
      return before !== null && matchesFrom(before, compounds, i + 1, scope);
    }
    case '~':
      for (let e = element.previousElementSibling; e !== null; e = e.previousElementSibling) {
        if (matchesFrom(e, compounds, i + 1, scope)) return true;
      }
      return false;
    default:
      for (let e = element.parentNode; e !== null && e.nodeType === 1; e = e.parentNode) {
        if (matchesFrom(e, compounds, i + 1, scope)) return true;
      }
      return false;
  }
}

export const specificity = (compounds) => compounds.reduce((sum, c) => sum + c.specificity, 0);

export function matches(element, selector) {
  return compile(selector).some((a) => matchesFrom(element, a, 0, element));
}

// next is the element after e in document order, inside of root.
function next(e, root) {
  if (e.firstChild !== null) return e.firstChild;
  while (e !== root) {
    if (e.nextSibling !== null) return e.nextSibling;
    e = e.parentNode;
  }
  return null;
}

const ONLY_ID = /^#[\w-]+$/;

export function first(root, selector) {
  if (ONLY_ID.test(selector)) return byId(root, selector.slice(1));
  const alternatives = compile(selector);
  for (let e = next(root, root); e !== null; e = next(e, root)) {
    if (e.nodeType === 1 && alternatives.some((a) => matchesFrom(e, a, 0, root))) return e;
  }
  return null;
}

export function all(root, selector) {
  const found = [];
  const alternatives = compile(selector);
  for (let e = next(root, root); e !== null; e = next(e, root)) {
    if (e.nodeType === 1 && alternatives.some((a) => matchesFrom(e, a, 0, root))) found.push(e);
  }
  found.item = (i) => found[i] ?? null;
  return found;
}

// byId finds the first element with that id below root.
export function byId(root, id) {
  const document = root.nodeType === 9 ? root : root.ownerDocument;
  const candidates = document.ids.get(id).filter((e) => e !== root && e.attrs.get('id') === id && root.contains(e));
  if (candidates.length < 2) return candidates[0] ?? null;
  for (let e = next(root, root); e !== null; e = next(e, root)) if (candidates.includes(e)) return e;
  return null;
}
