// Package benchsite generates the blog that the benchmarks build: any number
// of posts in page bundles, each with small pictures of its own, together with
// a configuration for mdmedia and one for Hugo over the same content.
//
// The site is a function of its options: the same options give the same bytes
// on every machine, so that figures can be compared.
package benchsite
