// Computed styles are kept at their elements until something changes that
// they depend on; then the epoch moves on and all of them are stale. A new
// element that was never measured changes nothing for the others.
export const epoch = { now: 1 };
