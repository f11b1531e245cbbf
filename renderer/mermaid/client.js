(light, dark) => {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const setUp = () => mermaid.initialize(scheme.matches ? dark : light);
  setUp();
  if (light.theme === dark.theme) return;
  // Mermaid replaces the sources by the drawings: keep them to draw again.
  const blocks = [...document.querySelectorAll("pre.mermaid")].map((pre) => [pre, pre.textContent]);
  scheme.addEventListener("change", () => {
    setUp();
    for (const [pre, source] of blocks) {
      pre.removeAttribute("data-processed");
      pre.textContent = source;
    }
    mermaid.run({ nodes: blocks.map(([pre]) => pre), suppressErrors: true });
  });
}
