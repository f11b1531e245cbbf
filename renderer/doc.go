// Package renderer turns Markdown into HTML, or into the same Markdown with
// only the destinations of local media changed.
//
// # Parse once, resolve once, write twice
//
// [Renderer.Prepare] parses a post with goldmark, finds every reference to a
// local image, video or sound, asks a [Resolver] for its URL, and has Mermaid
// fences drawn. All that may wait or fail happens there. Writing the
// [Document] is pure: [Document.WriteHTML] and [Document.WriteMarkdown] can be
// called any number of times, and give the same bytes each time.
//
//	d, err := renderer.New(renderer.Options{}).Prepare(ctx, renderer.Input{Source: src, Resolver: r})
//	...
//	err = d.WriteMarkdown(w)
//
// # What is found
//
// Markdown images, inline or through a definition, wherever they stand; and in
// raw HTML img src and srcset, source src and srcset, video src and poster, and
// audio src. By option also links to media files, attributes of components,
// wiki embeds, and references from elsewhere such as a cover in the front
// matter. [Options] says which.
//
// Nothing is found in code, comments, scripts, style sheets and text areas, in
// template constructs ({{ }}, {% %}, {# #}: shortcodes, Liquid, Vue), and in
// MDX in import and export statements, comments and values in braces. Markdown
// between paired shortcodes is Markdown.
//
// # What is written
//
// References are byte spans of the source. In Markdown these are replaced and
// nothing else, so that a post without references comes out byte for byte: line
// ends, byte-order mark, front matter. An attribute block directly behind an
// image, ![a](b.png){width=550 .wide}, gives the <img> its attributes in HTML;
// behind a rewritten image it is taken out in Markdown, since most generators
// would print it.
//
// In HTML the author's own HTML passes through, code is highlighted with CSS
// classes (see [WriteHighlightCSS]), and an image whose media type is video or
// audio becomes a <video> or <audio> element.
//
// # Limits
//
// Containers nest up to 100 deep, and a paragraph with more than 100,000
// brackets and emphasis marks is plain text, with a [Warning]: beyond that the
// time goldmark takes grows with the square. Two things that grow so remain:
// some 10,000 footnotes, and as many \| in code in tables.
//
// Those with a goldmark of their own use the [Extender].
package renderer
