// Package mermaid draws the Mermaid diagrams of a post.
//
// A fence in a post is a [Diagram]; an [Engine] turns it into a [Drawing],
// which goes into the page:
//
//   - [NewClient]: the page carries the diagram's source and a script, and the
//     reader's browser draws it. Nothing is needed at build time. It follows
//     the reader's light or dark mode.
//   - [NewBrowser]: a headless Chromium draws the diagram while the site is
//     built, and the page carries the finished SVG and no script. It needs a
//     browser ([FindBrowser]) and Mermaid's own mermaid.min.js.
//   - no engine, a nil Engine: fences stay code blocks. It is the caller who
//     takes a nil Engine for "off"; there is no method to call on it.
//
// Both engines are built on go.abhg.dev/goldmark/mermaid: the client's HTML is
// that of its ClientRenderer, and the browser is its package mermaidcdp.
//
// # Looks
//
// Mermaid 12 changed its defaults to another layout program, another look and
// another theme. Both engines pin the familiar ones (layout dagre, look
// classic, theme default); a diagram's own front matter or %%{init}%% comes
// before that.
//
// # Errors
//
// An error in a diagram is a [*SyntaxError] with the line of the diagram where
// Mermaid says so. Mermaid counts lines after it has taken out front matter,
// directives and (for most types) comments; Line is counted in the source as
// the author wrote it.
package mermaid
