// Markup of a tree, as a browser's innerHTML has it.
import { HTML_NS } from './node.mjs';
import { VOID } from './parse.mjs';

const escapeText = (text) => (/[&<>]/.test(text) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : text);
const escapeAttribute = (text) => (/[&<>"]/.test(text) ? escapeText(text).replace(/"/g, '&quot;') : text);

export function serialize(root) {
  const parts = [];
  // A stack of its own: a deep tree must not exhaust the engine's.
  const work = [root];
  while (work.length > 0) {
    const item = work.pop();
    if (typeof item === 'string') {
      parts.push(item);
      continue;
    }
    if (item.nodeType === 3) {
      parts.push(item.parentNode?.localName === 'style' ? item.data : escapeText(item.data));
    } else if (item.nodeType === 1) {
      let tag = `<${item.localName}`;
      for (const [name, value] of item.attrs) tag += ` ${name}="${escapeAttribute(value)}"`;
      parts.push(`${tag}>`);
      if (item.namespaceURI === HTML_NS && VOID.has(item.localName)) continue;
      work.push(`</${item.localName}>`);
    }
    for (let n = item.lastChild; n !== null; n = n.previousSibling) work.push(n);
  }
  return parts.join('');
}

export function serializeChildren(parent) {
  let text = '';
  for (let n = parent.firstChild; n !== null; n = n.nextSibling) {
    text += n.nodeType === 3 && parent.localName === 'style' ? n.data : serialize(n);
  }
  return text;
}
