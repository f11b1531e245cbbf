// Light and dark in one go. Most diagrams differ in colours only, and most of
// their time goes into parsing, measuring and layout. So a diagram is drawn once
// with stand-ins, var(--tv-7), for the theme's colours that differ; the style
// sheet, in which Mermaid computes colours, is written for both themes and
// compiled once, with stand-ins where the two texts differ; and the two pictures
// come from putting in the values of one and of the other.
//
// Whatever would make that another picture than one drawn for itself is noticed,
// and then both are drawn: a type of diagram that is not listed, a value that
// differs and is no colour, rules that differ in more than colours, a stand-in
// that was taken apart or computed with. A test compares with two drawings.
import { hasLayout, layoutRules } from './dom/css.mjs';

// The types in which colours go from the theme to the picture as they are; others
// compute with them or choose by them.
const TYPES = new Set([
  'flowchart', 'flowchart-v2', 'flowchart-elk', 'swimlane', 'stateDiagram', 'state', 'class', 'classDiagram', 'er', 'requirement', 'sequence',
  'gantt', 'journey', 'mindmap', 'timeline', 'block', 'kanban', 'architecture', 'c4', 'info', 'packet', 'quadrantChart', 'treeView', 'ishikawa',
  'venn', 'treemap', 'sankey', 'radar',
]);
// These differ and have no part in a classic or hand-drawn look, but for
// definitions that nothing uses.
const UNUSED = new Set(['useGradient', 'dropShadow']);
const COLOR = /^(?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^()]*\)|(?!none$|transparent$|normal$|bold$)[a-z]{3,})$/i;
const STAND_IN = /var\(--tv-(\d+)\)/g;

// What parts a style sheet, from coarse to fine; a declaration, with its property
// and its last value; values that come out of the compiler as they went in.
const SEPARATORS = ['\n', ';', '}'];
const DECLARATION = /^([^]*?([\w-]+)\s*:\s*(?:[\w.-]+ (?!!))*)([^:{]+?)(\s*(?:!important\s*)?)$/;
const VERBATIM = /^(?:[#\w.%-]+|[\w-]+\((?:[^()"'/]|\([^()"'/]*\))*\))$/;

const marked = new WeakSet(); // theme variables with stand-ins
let pair = null; // of the diagram that is being drawn
let texts = null; // of its style sheets, while they are made

class Pair {
  constructor(dark) {
    this.dark = dark; // the configuration for dark pages
    this.light = null; // the theme variables for light pages
    this.values = []; // of the stand-ins: light, dark
    this.sheets = ['', ''];
    this.failed = false;
  }
  standIns(light) {
    this.light = light;
    const dark = this.dark.themeVariables;
    const out = {};
    for (const key of new Set([...Object.keys(light), ...Object.keys(dark)])) {
      const [a, b] = [light[key], dark[key]];
      if (a === b || (UNUSED.has(key) && key in light)) out[key] = a;
      else if (typeof a === 'string' && typeof b === 'string' && COLOR.test(a) && COLOR.test(b)) {
        out[key] = this.standIn(a, b);
      } else {
        Object.defineProperty(out, key, { enumerable: true, configurable: true, get: () => ((this.failed = true), a) });
      }
    }
    marked.add(out);
    return out;
  }
  // join returns the texts of two style sheets as one, with stand-ins for values
  // that differ; null if they differ in more than that, or in a layout.
  join(a, b, level = 0) {
    if (a === b) return a;
    if (level < SEPARATORS.length) {
      const [as, bs] = [a.split(SEPARATORS[level]), b.split(SEPARATORS[level])];
      if (as.length !== bs.length) return null;
      for (let i = 0; i < as.length; i++) if ((as[i] = this.join(as[i], bs[i], level + 1)) === null) return null;
      return as.join(SEPARATORS[level]);
    }
    const [m, n] = [DECLARATION.exec(a), DECLARATION.exec(b)];
    if (m === null || n === null || m[1] !== n[1] || m[4] !== n[4]) return null;
    if (hasLayout(m[2]) || !VERBATIM.test(m[3]) || !VERBATIM.test(n[3])) return null;
    return m[1] + this.standIn(m[3], n[3]) + m[4];
  }
  standIn(light, dark) {
    this.values.push([light, dark]);
    return `var(--tv-${this.values.length - 1})`;
  }
  picture(svg, look) {
    const text = look === 0 ? svg : svg.replace(this.sheets[0], () => this.sheets[1]);
    return text.replace(STAND_IN, (_, i) => this.values[i][look]);
  }
}

// Mermaid calls these; see patches.mjs.
globalThis.__looks = {
  // begin gets the configuration of a diagram before it is parsed.
  begin(config, type) {
    if (pair === null || config.look === 'neo' || !TYPES.has(type)) return;
    config.themeVariables = pair.standIns(config.themeVariables);
  },
  isMarked: (themeVariables) => marked.has(themeVariables),
  // styles has make(config) make the style sheet, of a text that compile gets.
  styles(config, make, compile) {
    if (pair === null || pair.light === null || pair.failed) return make(config);
    const current = __site.config();
    const { theme, themeVariables } = current;
    const one = (theme, themeVariables) => {
      Object.assign(current, { theme, themeVariables });
      make({ ...config, theme, themeVariables });
    };
    const both = [];
    texts = both;
    try {
      one(theme, pair.light);
      one(pair.dark.theme, pair.dark.themeVariables);
    } finally {
      texts = null;
      Object.assign(current, { theme, themeVariables });
    }
    const joined = pair.join(...both);
    if (joined !== null) {
      pair.sheets[0] = pair.sheets[1] = compile(joined);
      return pair.sheets[0];
    }
    pair.sheets = both.map(compile);
    if (layoutRules(pair.sheets[0]) !== layoutRules(pair.sheets[1])) pair.failed = true;
    return pair.sheets[0];
  },
  // collect takes the text of a style sheet that styles wants.
  collect(css) {
    if (texts !== null) texts.push(css);
    return texts !== null;
  },
};

/**
 * Draws the light and the dark picture at once: [light, dark], each undefined if
 * that cannot be done. dark is the diagram's configuration for dark pages, and
 * render draws it.
 */
export async function drawBoth(source, dark, render) {
  if (source.includes('--tv-')) return [];
  pair = new Pair(dark);
  try {
    const svg = await render();
    if (pair.light === null) return [svg];
    const whole = svg.split('--tv-').length - 1 === (svg.match(STAND_IN) ?? []).length;
    if (pair.failed || !whole || svg.split(pair.sheets[0]).length !== 2) return [];
    return [pair.picture(svg, 0), pair.picture(svg, 1)];
  } catch (thrown) {
    if (pair.light === null) throw thrown;
    return []; // the diagram's own errors come again
  } finally {
    pair = null;
  }
}
