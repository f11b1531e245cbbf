// Package js holds the JavaScript of the embedded engine: Mermaid's entry, the
// document it draws into, and the script that bundles both with esbuild.
package js

import "embed"

// Files are the scripts. build.mjs makes the bundle from them.
//
//go:embed *.mjs dom/*.mjs stubs/*.mjs
var Files embed.FS
