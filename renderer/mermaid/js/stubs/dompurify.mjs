// Stands for DOMPurify. Mermaid gives it labels, in which only the markup of
// running text is wanted, and at the end the whole SVG, which the Go side
// holds against an allow-list of its own.
const KEPT = new Set(
  ('a abbr b bdi bdo big blockquote br center cite code dd del dfn div dl dt em figcaption figure font h1 h2 h3 h4 ' +
    'h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub summary sup table tbody ' +
    // Icons are SVG.
    'td tfoot th thead tr tt u ul var circle clippath defs ellipse g line lineargradient mask path pattern polygon ' +
    'polyline radialgradient rect stop svg symbol text tspan use').split(' '),
);
// Not even the text in these is wanted.
const DROPPED = new Set(['script', 'style', 'iframe', 'object', 'embed', 'noscript', 'template', 'textarea', 'title', 'math', 'foreignobject']);
const SAFE_URL = /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i;

function cleanAttributes(element) {
  for (const { name, value } of [...element.attributes]) {
    const url = name === 'href' || name === 'src' || name === 'xlink:href';
    // eslint-disable-next-line no-control-regex
    const safe = !url || SAFE_URL.test(value.replace(/[\u0000-\u0020\u00a0]/g, ''));
    if (name.startsWith('on') || !safe) element.removeAttribute(name);
  }
}

function clean(parent) {
  for (const node of [...parent.childNodes]) {
    if (node.nodeType === 3) continue;
    const name = node.nodeType === 1 ? node.localName.toLowerCase() : '';
    if (name === '' || DROPPED.has(name)) {
      node.remove();
      continue;
    }
    clean(node);
    if (KEPT.has(name)) {
      cleanAttributes(node);
      continue;
    }
    while (node.firstChild) parent.insertBefore(node.firstChild, node);
    node.remove();
  }
}

function sanitize(text, options) {
  if (options?.ADD_TAGS || !String(text).includes('<')) return text;
  const body = document.createElement('div');
  body.innerHTML = text;
  clean(body);
  return body.innerHTML;
}

export default { sanitize, addHook() {}, removeHook() {}, isSupported: true };
