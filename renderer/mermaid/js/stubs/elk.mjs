// Stands for elkjs: a megabyte and a half that few diagrams need. The host
// loads it when the first one does.
export default class ELK {
  constructor(options) {
    if (!globalThis.__ELK) __load('elk');
    return new globalThis.__ELK(options);
  }
}
