// The numbers of a points attribute.
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

export const polygonPoints = (text) => (text.match(NUMBER) ?? []).map(Number);
