// Stands for KaTeX, whose formulas are HTML and MathML: they have no place in
// an SVG that is to work outside of a page.
export default {
  renderToString() {
    throw new Error('unsupported: formulas ($$...$$)');
  },
};
