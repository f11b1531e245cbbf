// Changes to Mermaid and its libraries that leave what is seen as it is, and make
// the pictures faster.
// Each must be found exactly so many times (times, 1), so that a new release does
// not silently lose one.
//
// Mermaid copies its configuration, some 900 values, at every step of a diagram
// and at every getConfig(): before these changes that was more than half of the
// time of a small diagram.
export const patches = [
  {
    // A new configuration is made only when somebody asks for it: the scope and
    // the directives of a diagram are set one after the other before that.
    name: 'updateCurrentConfig',
    find: /var updateCurrentConfig = \/\* @__PURE__ \*\/ __name\(\(siteCfg, _directives\) => \{/,
    replace: `var pendingConfig = null;
var updateCurrentConfig = (siteCfg, _directives) => {
  pendingConfig = [siteCfg, _directives];
};
var settleConfig = () => {
  if (pendingConfig !== null) {
    const [siteCfg, _directives] = pendingConfig;
    pendingConfig = null;
    makeCurrentConfig(siteCfg, _directives);
  }
};
var makeCurrentConfig = /* @__PURE__ */ __name((siteCfg, _directives) => {`,
  },
  {
    name: 'setConfig',
    find: /updateCurrentConfig\(currentConfig, \[conf\]\);/,
    replace: `settleConfig();
  updateCurrentConfig(currentConfig, [conf]);`,
  },
  {
    // No copy: the configuration is made anew for every diagram.
    name: 'getConfig',
    find: /var getConfig = \/\* @__PURE__ \*\/ __name\(\(\) => \{\s*return assignWithDepth_default\(\{\}, currentConfig\);\s*\}, "getConfig"\);/,
    replace: `var getConfig = () => {
  settleConfig();
  return currentConfig;
};
// What initialize makes of a configuration is kept and set again, since light
// and dark pictures take turns.
globalThis.__site = {
  config: getConfig,
  get: () => [siteConfig, configFromInitialize, siteConfigDelta],
  set: (kept) => {
    [siteConfig, configFromInitialize, siteConfigDelta] = kept;
    directives = [];
    diagramConfigKey = void 0;
    updateCurrentConfig(siteConfig, directives);
  },
};`,
  },
  {
    // The same with loops in the place of callbacks and pairs, a property is defined
    // only for the one name that needs it, and what goes into an empty object is
    // copied at once. Stand-ins for theme variables (looks.mjs), some of which tell
    // when they are read, are not copied.
    name: 'assignWithDepth',
    find: /const dstWithKeys = dst;\s*Object\.entries\(src\)\.forEach\(\(\[key, srcValue\]\) => \{[\s\S]*?\n    \}\);\n/,
    replace: `const keys = Object.keys(src);
    const copy = Object.keys(dst).length === 0 && !Object.hasOwn(src, "__proto__");
    if (copy) Object.assign(dst, src);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const srcValue = src[key];
      if (copy) {
        if (typeof srcValue !== "object") continue;
        if (srcValue === null) {
          delete dst[key];
        } else if (key !== "themeVariables" || !__looks.isMarked(srcValue)) {
          dst[key] = assignWithDepth(Array.isArray(srcValue) ? [] : {}, srcValue, { depth: depth - 1 });
        }
        continue;
      }
      if (srcValue === null) continue;
      if (key === "__proto__" && !Object.hasOwn(dst, key)) {
        Object.defineProperty(dst, key, { value: void 0, writable: true, enumerable: true, configurable: true });
      }
      let old = dst[key];
      if (key === "themeVariables") {
        if (__looks.isMarked(srcValue)) {
          dst[key] = srcValue;
          continue;
        }
        if (__looks.isMarked(old)) old = void 0;
      }
      if (typeof srcValue === "object") {
        const target = old === void 0 ? (Array.isArray(srcValue) ? [] : {}) : old;
        if (typeof target === "object") dst[key] = assignWithDepth(target, srcValue, { depth: depth - 1 });
      } else if (typeof old !== "object") {
        dst[key] = srcValue;
      }
    }
`,
  },
  {
    // What looks.mjs needs to draw light and dark in one go.
    name: 'renderDiagram',
    find: /const config = getConfig\(\);\s*log\.debug\(config\);\s*if \(text\.length > /,
    replace: `const config = getConfig();
  __looks.begin(config, detectType(text, config));
  if (text.length > `,
  },
  {
    name: 'createUserStyles',
    find: /const rules = createUserStyles\(config, diagramType, diagramClassDefs, idSelector\);/,
    replace: `const rules = __looks.styles(
    config,
    (config) => createUserStyles(config, diagramType, diagramClassDefs, idSelector),
    (css) => compileCSS(idSelector, css),
  );`,
  },
  {
    name: 'processAndSetConfigs',
    find: /__name\(processAndSetConfigs, "processAndSetConfigs"\);/,
    replace: `globalThis.__configOf = (text) => {
  addDiagrams();
  processAndSetConfigs(text);
  return getConfig();
};`,
  },
  {
    // Names for stack traces, given to thousands of functions at the start.
    name: '__name',
    find: /var __name = \(target, value\) => __defProp\(target, "name", \{ value, configurable: true \}\);/,
    replace: 'var __name = (target) => target;',
    times: 2, // Mermaid's and its parser's
  },
  {
    // The style sheet of a type and theme is the same for most diagrams.
    name: 'compileCSS',
    find: /var compileCSS = \/\* @__PURE__ \*\/ __name\(\(namespace, css\) => \{\s*return serialize\(/,
    replace: `var compiledCSS = new Map();
var compileCSS = (namespace, css) => {
  if (__looks.collect(css)) return "";
  const key = namespace + css;
  if (!compiledCSS.has(key)) {
    if (compiledCSS.size > 50) compiledCSS.clear();
    compiledCSS.set(key, compileOneCSS(namespace, css));
  }
  return compiledCSS.get(key);
};
var compileOneCSS = /* @__PURE__ */ __name((namespace, css) => {
  return serialize(`,
  },
  {
    // The names of all settings, without a copy of the list for every name.
    name: 'keyify',
    find: /var keyify = \/\* @__PURE__ \*\/ __name\(\(obj, prefix = ""\) => [\s\S]*?, "keyify"\);\s*var configKeys = new Set\(keyify\(config, ""\)\);/,
    replace: `var keyify = (obj, keys) => {
  for (const key of Object.keys(obj)) {
    if (Array.isArray(obj[key])) continue;
    keys.push(key);
    if (typeof obj[key] === "object" && obj[key] !== null) keyify(obj[key], keys);
  }
  return keys;
};
var configKeys = new Set(keyify(config, []));`,
  },
  {
    // initialize has computed the variables of the theme just before.
    name: 'setSiteConfig',
    find: /siteConfig\.themeVariables = themes_default\[conf\.theme\]\.getThemeVariables\(\s*conf\.themeVariables\s*\);/,
    replace: `siteConfig.themeVariables = { ...conf.themeVariables };`,
  },
  {
    // match of a string does the same as exec, after it has looked for all flags.
    name: 'lexer',
    find: /tempMatch = this\._input\.match\(this\.rules\[rules\[i\]\]\);/,
    replace: `tempMatch = this.rules[rules[i]].exec(this._input);`,
    times: 19, // parsers
  },
  {
    // Themes compute the same colours over and over.
    name: 'adjust',
    find: /const adjust = \(color, channels\) => \{/,
    replace: `const adjusted = new Map();
const adjust = (color, channels) => {
  if (typeof color !== "string") return adjustOne(color, channels);
  const key = JSON.stringify([color, channels]);
  let result = adjusted.get(key);
  if (result === void 0) {
    if (adjusted.size > 2000) adjusted.clear();
    result = adjustOne(color, channels);
    adjusted.set(key, result);
  }
  return result;
};
const adjustOne = (color, channels) => {`,
  },
  {
    // Rough.js cuts path data into tokens with three patterns, of which it reads the
    // last match from RegExp.$1: QuickJS does not have that. One pattern does it,
    // and without a copy of the rest for each token.
    name: 'Rough.js, tokens',
    find: /for\(;""!==t;\)if\(t\.match\(.+?RegExp\.\$1.+?\}return e\[e\.length\]=\{type:g,text:""\},e\}/,
    replace: String.raw`const token = /[ \t\r\n,]*(?:([aAcChHlLmMqQsStTvVzZ])|((?:[-+]?[0-9]+(?:\.[0-9]*)?|[-+]?\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|$)/y;
for (let m; token.lastIndex < t.length; ) {
  if ((m = token.exec(t)) === null) return [];
  if (m[1] !== void 0) e.push({ type: f, text: m[1] });
  else if (m[2] !== void 0) e.push({ type: d, text: String(parseFloat(m[2])) });
}
return e.push({ type: g, text: "" }), e; }`,
  },
  {
    // Without roughness, as in the classic look, a line is straight: it is written as
    // one, and not as a curve along it, which makes a third of the bytes.
    name: 'Rough.js, lines',
    find: /function R\(t,e,s,n,o,a,h\)\{/,
    replace: `function R(t, e, s, n, o, a, h) {
  if (o.roughness === 0) return [...(a ? [{ op: "move", data: [t, e] }] : []), { op: "lineTo", data: [s, n] }];`,
  },
];
