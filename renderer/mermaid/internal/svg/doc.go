// Package svg makes what Mermaid drew fit to be published: safe, small,
// accessible, the same for the same diagram, and one picture for light and
// dark pages.
//
//	parse     the markup to a tree, by an allow-list
//	merge     the light and the dark tree to one; colours that differ become
//	          custom properties
//	css       rules that match nothing are dropped, the others are scoped
//	ids       numbered, and only those that something refers to
//	compact   numbers shortened, what has no effect dropped
//	describe  size, role, title and description
//	write     markup that is XML and can stand in HTML
package svg
