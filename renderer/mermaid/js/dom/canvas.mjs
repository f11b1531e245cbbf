// A canvas on which nothing can be drawn, but text measured.
import { length } from './css.mjs';
import { measureText } from './measure.mjs';

const METHODS = [
  'save', 'restore', 'scale', 'rotate', 'translate', 'transform', 'setTransform', 'resetTransform', 'clearRect', 'fillRect',
  'strokeRect', 'beginPath', 'closePath', 'moveTo', 'lineTo', 'arc', 'arcTo', 'ellipse', 'rect', 'quadraticCurveTo',
  'bezierCurveTo', 'fill', 'stroke', 'clip', 'fillText', 'strokeText', 'drawImage', 'setLineDash', 'putImageData',
];

class Context {
  constructor(canvas) {
    this.canvas = canvas;
    this.font = '10px sans-serif';
  }
  measureText(text) {
    const size = length(/([\d.]+(?:px|pt|em))/.exec(this.font)?.[1] ?? '10px', 16);
    const bold = /\b(?:bold|[6-9]00)\b/.test(this.font);
    const width = measureText(String(text), size, bold, /italic/.test(this.font), /monospace/.test(this.font));
    return { width, actualBoundingBoxAscent: size * 0.72, actualBoundingBoxDescent: size * 0.2, fontBoundingBoxAscent: size * 0.905, fontBoundingBoxDescent: size * 0.212 };
  }
  getImageData(_x, _y, width, height) {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }
  createLinearGradient() {
    return { addColorStop() {} };
  }
  createRadialGradient() {
    return { addColorStop() {} };
  }
  createPattern() {
    return null;
  }
  isPointInPath() {
    return false;
  }
}
for (const name of METHODS) Context.prototype[name] = () => {};

export const contextOf = (canvas) => new Context(canvas);
