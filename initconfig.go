package mdmedia

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/internal/generator"
)

// InitialConfig returns the text of an mdmedia.yaml that fits a folder, and
// what the folder was recognised as.
func InitialConfig(fsys fs.FS) (text, found string) {
	g, err := generator.Read(fsys, "build", "build/content", "build/docs")
	if err != nil || g == nil {
		guess := generator.GuessSite(fsys)
		if err != nil {
			guess.Name = ""
		}
		return initialText(fsys, &guess.Site, guess.Name), siteName(guess.Name)
	}
	return initialText(fsys, g, string(g.Kind)), siteName(string(g.Kind))
}

// siteName is what init calls a site of a generator.
func siteName(generator string) string {
	switch {
	case generator == "":
		return "a folder of posts"
	case generator == "Obsidian":
		return "an Obsidian vault"
	case strings.ContainsAny(generator[:1], "AEIO"):
		return "an " + generator + " site"
	}
	return "a " + generator + " site"
}

// An initial is an mdmedia.yaml while it is written.
type initial struct{ strings.Builder }

// line writes a key with its value and, at a column of its own, a remark.
func (b *initial) line(key, value, remark string) {
	text := key + ": " + value
	if remark != "" {
		text = fmt.Sprintf("%-32s # %s", text, remark)
	}
	b.WriteString(text + "\n")
}

// comment writes lines of comment.
func (b *initial) comment(lines ...string) {
	for _, l := range lines {
		b.WriteString("# " + l + "\n")
	}
}

func initialText(fsys fs.FS, g *generator.Site, name string) string {
	b, format := &initial{}, HTML
	if name != "" {
		format = Markdown
	}
	out, hint := outputFor(g, name)
	used := usageOf(fsys, g)
	b.WriteString(initialHead)
	b.comment("mdmedia.yaml: written by mdmedia init for "+siteName(name)+".",
		`Paths are relative to this file. "mdmedia check" says what is wrong, and`,
		`"mdmedia build" writes to `+out+" (then: "+hint+").")
	b.WriteString("\n")
	b.places(g)
	if g.HasMDX(fsys) {
		b.line("extensions", "[.md, .markdown, .mdx]", "")
		b.line("copy", "all", "imports need their files beside the posts")
	}
	if g.WikiEmbeds {
		b.line("wiki_embeds", "true", "rewrite ![[picture.png|450]], too")
	}
	b.line("out", out, "")
	b.line("format", format, "html, markdown or json")
	if format == Markdown {
		b.comment("Drafts and posts dated in the future are copied as they are; build --drafts --future rewrites them, too.")
		b.elements(name)
	}
	b.WriteString(initialKey)
	if g.NoCovers {
		b.line("covers", "[]", "image() in the schema of a collection wants local files in front matter")
	} else {
		b.line("covers", flow(used.coverKeys()), "front-matter keys that hold an image")
	}
	b.shortcodes(fsys, g, used.shortcodes)
	b.line("missing", "error", "or warn: leave a reference without a file as it is")
	b.WriteString("\n")
	local := localBeside
	if format == HTML {
		local = localInOut
	}
	b.WriteString(strings.NewReplacer("MEDIA", mediaFolder(g, name, out), "BASE", g.Base, "PUBLISHED", publishedAs(name, g.Base)).Replace(local))
	b.WriteString(initialTail)
	mermaid := "{render: auto}"
	if name == "Jekyll" || name == "MkDocs" || name == "Zola" {
		mermaid = "{render: auto, markdown: true}"
	}
	b.line("mermaid", mermaid, "drawn now; or client (by the reader's browser), off")
	b.WriteString(initialSite)
	return b.String()
}

// shortcodes writes which of their arguments are pictures. Hugo's own figure takes
// URLs; whether those of a site do, its person knows.
func (b *initial) shortcodes(fsys fs.FS, g *generator.Site, used map[string]int) {
	const figure = "figure src"
	if g.Kind == generator.Hugo && !isFile(fsys, "layouts/shortcodes/figure.html") && !isFile(fsys, "layouts/_shortcodes/figure.html") {
		b.line("shortcodes", shortcodeFlow(map[string]int{figure: 1}), "whose pictures are published, too")
		delete(used, figure)
		if len(used) > 0 {
			used[figure] = 1
		}
	}
	if calls := shortcodeFlow(used); calls != "" {
		b.comment("Your posts have pictures in shortcodes. Without the # they are rewritten, if the templates take URLs:",
			"shortcodes: "+calls)
	}
}

// elements writes what another generator's site can have beside addresses.
func (b *initial) elements(name string) {
	switch name {
	case "Hugo": // prints no HTML unless it is told to, and has the hooks
	case "Astro":
		b.comment("For the integration:", "data: data/mdmedia.json")
	case "Eleventy", "Jekyll", "MkDocs", "Zola":
		b.comment("With size, srcset and placeholder, and with attributes such as {width=300}:", "markdown: {images: html}")
	}
}

// places writes where the posts and their files are.
func (b *initial) places(g *generator.Site) {
	static := g.Static
	if static == nil {
		static = []string{"static"}
	}
	if g.Kind == generator.Hugo || len(g.Content) > 1 {
		b.comment("These come from "+strings.Join(g.Files, ", ")+", and follow it, unless they are set here:",
			"content: "+folderNames(g.Content), "static: "+flow(static))
		return
	}
	b.line("content", g.Content[0].Folder, "posts are the *.md and *.markdown files below it")
	b.line("static", flow(static), "where root-absolute references (/img/x.png) are looked up")
	if g.Base != "" {
		b.line("base", g.Base, "the path that the site is published under")
	}
	if g.Lookup != nil {
		b.line("lookup", flow(g.Lookup), "")
	}
	if g.Slugs != nil {
		b.line("slugs", flow(g.Slugs), "front-matter keys that hold the slug")
	}
	if g.Languages != nil {
		var codes []string
		for _, l := range g.Languages {
			codes = append(codes, l.Code)
		}
		b.line("languages", flow(codes), "the default one first")
	}
}

// flow writes a list in YAML on one line.
func flow(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		if quoted[i] = s; strings.ContainsAny(s, ",[]{}#&*!|>'\"%@`: ") {
			quoted[i] = "'" + strings.ReplaceAll(s, "'", "''") + "'"
		}
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func folderNames(folders []generator.Folder) string {
	var names []string
	for _, f := range folders {
		names = append(names, f.Folder)
	}
	return strings.Join(names, ", ")
}

// outputFor is where the result goes, and what to do with it then.
func outputFor(g *generator.Site, name string) (out, hint string) {
	switch name {
	case "":
		return "public", "open public/index.html"
	case "Hugo":
		return "build/content", "mount build/content as Hugo's content folder; the hooks of mdmedia init --hugo need mdmedia sync alone"
	case "Zola":
		return "build/content", "run zola in a copy of the site with build/content as its content"
	case "Astro":
		return "build/content", "point the content collection at build/content; the integration for Astro needs data, and mdmedia sync alone"
	case "Eleventy":
		return "build/content", "give build/content to Eleventy as its input; its plugin needs mdmedia sync alone"
	case "MkDocs":
		return "build/docs", "set docs_dir: build/docs"
	case "Jekyll":
		if len(g.Content) == 1 && g.Content[0].Folder != "." {
			return "build/" + path.Base(g.Content[0].Folder), "set collections_dir: build in " + g.Files[0]
		}
		return "build/jekyll", "set collections_dir: " + path.Join("build/jekyll", path.Dir(g.Content[0].Folder)) + " in " + g.Files[0]
	default:
		return "build/content", "let " + name + " read build/content instead of " + folderNames(g.Content)
	}
}

// mediaFolder is a folder whose files the generator publishes as /media.
func mediaFolder(g *generator.Site, name, out string) string {
	switch name {
	case "Hugo", "Astro", "Docusaurus", "VitePress", "Gatsby", "Nuxt", "Next.js", "SvelteKit", "Hexo":
		return path.Join(append(g.Static, "static")[0], "media")
	case "MkDocs":
		return path.Join(out, "media")
	case "Zola":
		return "build/static/media"
	case "Jekyll":
		return path.Join(g.Static[0], "media")
	}
	return path.Join(path.Dir(out), "media")
}

// publishedAs says how the files of mediaFolder get to readers.
func publishedAs(name, base string) string {
	if name == "Eleventy" {
		return `published by addPassthroughCopy({"build/media": "media"})`
	}
	return "to be published as " + base + "/media"
}

const (
	initialHead = `# yaml-language-server: $schema=https://raw.githubusercontent.com/mdmedia/mdmedia/main/docs/mdmedia.schema.json
`
	initialKey = `
# The object's name in the bucket, from {slug} {file} {dir} {name} {ext} {hash}.
# With the hash a changed picture has a new URL: a CDN keeps an overwritten object for up to 30 days.
key: images/{slug}/{name}-{hash:8}{ext}
`
	initialTail = `# With S3 and Cloudinary (credentials come from the AWS SDK's usual places):
# store:
#   s3: {bucket: my-media, region: us-east-1}
# delivery:
#   cloudinary: {cloud: my-cloud, product: media-optimizer, transform: "q_auto,f_auto"}

`
	initialSite = `site: {title: "", url: "", language: en}  # with a url: feed and social tags
`
)

// Without an account the media are files in a folder: in the output, where the
// pages refer to them by relative URLs, or beside another generator's input.
const (
	localInOut = `# Without an account the media go to public/media, and pages refer to them there.
`
	localBeside = `# Without an account the media are files in a folder, PUBLISHED:
store:
  dir: MEDIA
delivery:
  local: BASE/media
`
)
