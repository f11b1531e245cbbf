// Package generatortest holds the tests of mdmedia beside real site generators:
// Hugo of two ages, Eleventy, Astro, Jekyll, MkDocs and Zola build a site with
// pictures in every way that they know, and a real browser looks at the result.
//
// The programs come from the system (Debian's hugo, jekyll and mkdocs), from npm (into
// .cache/generators) and from the go command. What is missing on a person's
// machine skips its tests; with CI=true it fails them.
package generatortest
