// Package embedded runs Mermaid itself inside this program: the JavaScript of
// its npm package, in QuickJS translated to Go, over a small DOM of our own.
//
//	Build    npm packages ──> esbuild ──> bytecode ──> bundle
//	Open     bundle ──> Pool of machines, each made when it is needed
//	Render   a machine runs Mermaid; measurer tells it how wide text is
//
// The bundle is made when the program is built (make build) and embedded into
// it, or installed later; see [Find].
package embedded
