;(() => {
  const { initialize, render } = mermaid;
  let configured;
  // The library's own call carries a theme at most; ours comes with the source.
  mermaid.initialize = () => {};
  // Invented names, such as those of the commits in a gitGraph, must be the
  // same in every build: the same numbers for every diagram (mulberry32).
  const seed = () => {
    let state = 1;
    Math.random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  };
  mermaid.render = (id, request, ...rest) => {
    const { source, config } = JSON.parse(request);
    seed();
    if (config !== configured) {
      initialize.call(mermaid, JSON.parse(config));
      configured = config;
    }
    // A thrown string comes back as its text alone, without a stack.
    return render.call(mermaid, id, source, ...rest).catch((e) => {
      throw String(e?.str ?? e?.message ?? e);
    });
  };
})
