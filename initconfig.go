package mdmedia

import (
	"io/fs"
	"path"
	"strings"
)

// A kindOfSite is what init recognises a folder as.
type kindOfSite struct {
	name    string
	marks   []string // one of these files tells
	content []string // where its posts are, the first that exists
	static  []string // where its root-absolute files are, all that exist
	format  string
	out     string
	hint    string // what to do with the result
}

// kindsOfSites are tried in order; the last one fits any folder.
var kindsOfSites = []kindOfSite{
	{
		name: "a Hugo site", marks: []string{"hugo.toml", "hugo.yaml", "hugo.json", "config/_default/hugo.toml", "config/_default/hugo.yaml", "archetypes/default.md"},
		content: []string{"content"}, static: []string{"static", "assets"}, format: Markdown, out: "build/content",
		hint: "mount build/content as Hugo's content folder",
	}, {
		name: "an Astro site", marks: []string{"astro.config.mjs", "astro.config.ts", "astro.config.js"},
		content: []string{"src/content", "src/pages"}, static: []string{"public"}, format: Markdown, out: "build/content",
		hint: "point the content collection at build/content",
	}, {
		name: "an Eleventy site", marks: []string{".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"},
		content: []string{"posts", "src/posts", "content", "src"}, static: []string{"public", "static"}, format: Markdown, out: "build/content",
		hint: "give build/content to Eleventy as its input",
	}, {
		name: "a Jekyll site", marks: []string{"_config.yml"},
		content: []string{"_posts"}, static: []string{"."}, format: Markdown, out: "build/_posts",
		hint: "let Jekyll read build instead of the original posts",
	}, {
		name: "a MkDocs site", marks: []string{"mkdocs.yml", "mkdocs.yaml"},
		content: []string{"docs"}, static: []string{"docs"}, format: Markdown, out: "build/docs",
		hint: "set docs_dir: build/docs",
	}, {
		name: "a Zola site", marks: []string{"config.toml", "zola.toml"},
		content: []string{"content"}, static: []string{"static"}, format: Markdown, out: "build/content",
		hint: "run zola in a copy of the site with build/content as its content",
	}, {
		name:    "a folder of posts",
		content: []string{"content/posts", "content", "posts", "_posts", "src/posts", "blog", "docs"}, static: []string{"static", "public", "assets"},
		format: HTML, out: "public", hint: "open public/index.html",
	},
}

// InitialConfig returns the text of an mdmedia.yaml that fits a folder, and
// what the folder was recognised as.
func InitialConfig(fsys fs.FS) (text, found string) {
	k := recognise(fsys)
	contentDir := "."
	for _, dir := range k.content {
		if isDir(fsys, dir) {
			contentDir = dir
			break
		}
	}
	var static []string
	for _, dir := range k.static {
		if isDir(fsys, dir) && dir != k.out {
			static = append(static, dir)
		}
	}
	if static == nil {
		static = []string{"static"}
	}
	local := localInOut
	if k.format != HTML {
		local = localBeside
	}
	r := strings.NewReplacer("LOCAL", strings.ReplaceAll(local, "MEDIA", path.Join(path.Dir(k.out), "media")),
		"CONTENT", contentDir, "STATIC", strings.Join(static, ", "), "OUT", k.out,
		"FORMAT", k.format, "HINT", k.hint, "FOLDER", k.name)
	return r.Replace(r.Replace(initialConfig)), k.name
}

func recognise(fsys fs.FS) kindOfSite {
	for _, k := range kindsOfSites {
		for _, mark := range k.marks {
			if fi, err := fs.Stat(fsys, mark); err == nil && !fi.IsDir() {
				return k
			}
		}
	}
	return kindsOfSites[len(kindsOfSites)-1]
}

func isDir(fsys fs.FS, name string) bool {
	fi, err := fs.Stat(fsys, name)
	return err == nil && fi.IsDir()
}

const initialConfig = `# yaml-language-server: $schema=https://raw.githubusercontent.com/mdmedia/mdmedia/main/docs/mdmedia.schema.json
# mdmedia.yaml: written by mdmedia init for FOLDER.
# Paths are relative to this file. "mdmedia check" says what is wrong, and
# "mdmedia build" writes to OUT (then: HINT).

content: CONTENT          # posts are the *.md and *.markdown files below it
static: [STATIC]          # where root-absolute references (/img/x.png) are looked up
out: OUT
format: FORMAT            # html, markdown or json

# The object's name in the bucket, from {slug} {file} {dir} {name} {ext} {hash}.
# With the hash a changed picture has a new URL: a CDN keeps an overwritten object for up to 30 days.
key: images/{slug}/{name}-{hash:8}{ext}
covers: [image]           # front-matter keys that hold an image
missing: error            # or warn: leave a reference without a file as it is

LOCAL# With S3 and Cloudinary (credentials come from the AWS SDK's usual places):
# store:
#   s3: {bucket: my-media, region: us-east-1}
# delivery:
#   cloudinary: {cloud: my-cloud, product: media-optimizer, transform: "q_auto,f_auto"}

mermaid: {render: auto}   # drawn now; or client (by the reader's browser), off
site: {title: "", url: "", language: en}  # with a url: feed and social tags
`

// Without an account the media are files in a folder: in the output, where the
// pages refer to them by relative URLs, or beside another generator's input.
const (
	localInOut = `# Without an account the media go to OUT/media, and pages refer to them there.
`
	localBeside = `# Without an account the media are files in a folder, to be published as /media:
store:
  dir: MEDIA
delivery:
  local: /media
`
)
