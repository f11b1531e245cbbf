// Computed styles are kept at their elements. A change of a style sheet makes
// all of them stale: the epoch moves on. Any other change concerns an element
// and what is in it.
export const epoch = { now: 1 };

// forget drops the computed styles of an element and of all in it. Nothing in
// an element without one has one, since a style is computed from its parent's.
export function forget(element) {
  if (!element.computed) return;
  element.computed = null;
  for (let n = element.firstChild; n !== null; n = n.nextSibling) if (n.nodeType === 1) forget(n);
}
