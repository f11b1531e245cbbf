// The size of text, which the host knows, and a memory for it: layouts ask for
// the same labels again and again.
let host;
let widths = new Map();
let inks = new Map();
const MOST = 20000; // texts that are kept

/**
 * Sets the host: measure(text, size, bold, italic, mono) gives the advance
 * width in pixels, and ink the edges of what is drawn, "left right",
 * from where the text begins.
 */
export function setMeasure(functions) {
  host = functions;
  widths = new Map();
  inks = new Map();
}

/** The font's ascent, descent and x-height in em, which the host gives before it loads this. */
export function fontHeights() {
  const [ascent, descent, xHeight] = (globalThis.__heights ?? '0.905273 0.212402 0.528320').split(' ').map(Number);
  return { ascent, descent, xHeight };
}

const keyOf = (text, size, bold, italic, mono) => `${size}${bold ? 'b' : ''}${italic ? 'i' : ''}${mono ? 'm' : ''} ${text}`;

export function measureText(text, size, bold, italic, mono) {
  const key = keyOf(text, size, bold, italic, mono);
  let width = widths.get(key);
  if (width === undefined) {
    width = host.measure(text, size, bold, italic, mono);
    if (widths.size > MOST) widths.clear();
    widths.set(key, width);
  }
  return width;
}

export function inkOf(text, size, bold, italic, mono) {
  const key = keyOf(text, size, bold, italic, mono);
  let ink = inks.get(key);
  if (ink === undefined) {
    const [left, right] = host.ink(text, size, bold, italic, mono).split(' ').map(Number);
    ink = { left, right };
    if (inks.size > MOST) inks.clear();
    inks.set(key, ink);
  }
  return ink;
}
