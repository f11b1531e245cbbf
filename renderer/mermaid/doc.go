// Package mermaid draws the Mermaid diagrams of a post.
//
// A fence in a post is a [Diagram]; an [Engine] turns it into a [Drawing],
// which goes into the page:
//
//   - [New]: the diagram is drawn while the site is built, and the page carries
//     a finished SVG and no script. A [Renderer] makes Mermaid's own SVG:
//     [NewEmbedded] in this program, [NewBrowser] in a headless Chromium,
//     [NewCLI] with mermaid-cli. The engine makes it fit for a page, and keeps
//     it in a [Cache].
//   - [NewClient]: the page carries the diagram's source and a script, and the
//     reader's browser draws it.
//   - no engine, a nil Engine: fences stay code blocks. It is the caller who
//     takes a nil Engine for "off"; there is no method to call on it.
//
// The embedded renderer runs the JavaScript of Mermaid's npm package, in QuickJS
// translated to Go, over a small document of our own, in which text is as wide as
// in a browser.
//
// # Looks
//
// Mermaid 12 changed its defaults to another layout program, another look and
// another theme. All engines pin the familiar ones (layout dagre, look classic,
// theme default); a diagram's own front matter or %%{init}%% comes before that.
// Without a [Style] with a theme, a drawn diagram has two looks in one picture:
// Mermaid's themes default and dark.
//
// # Errors
//
// An error in a diagram is a [*SyntaxError] with the line of the diagram where
// Mermaid says so. Mermaid counts lines after it has taken out front matter,
// directives and (for most types) comments; Line is counted in the source as
// the author wrote it.
package mermaid
