// A style sheet that scripts build rule by rule (CSSStyleSheet).
import { Style } from './style.mjs';

class Rule {
  constructor(text) {
    const brace = text.indexOf('{');
    this.type = 1;
    this.selectorText = text.slice(0, brace).trim();
    this.style = new Style(text.slice(brace + 1, text.lastIndexOf('}')), null);
  }
  get cssText() {
    return `${this.selectorText} { ${this.style.cssText} }`;
  }
}

export class StyleSheet {
  constructor() {
    this.cssRules = [];
  }
  insertRule(text, index = 0) {
    this.cssRules.splice(index, 0, new Rule(text));
    return index;
  }
  deleteRule(index) {
    this.cssRules.splice(index, 1);
  }
  replaceSync(text) {
    this.cssRules = [];
    for (const rule of text.split('}')) if (rule.includes('{')) this.cssRules.push(new Rule(`${rule}}`));
  }
}
