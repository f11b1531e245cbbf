package main

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"
)

// The size of the photographs, and the column that all pages have.
const (
	photoWidth, photoHeight = 2400, 1600

	sizes = "(min-width: 40.5rem) 38rem, calc(100vw - 2.5rem)"
	style = "<meta charset=utf-8><meta name=viewport content='width=device-width'><style>body{margin:0}main{max-width:38rem;margin:auto;padding:0 1.25rem}img{max-width:100%;height:auto}</style>"
)

// generate writes the photographs and the three sites: posts for mdmedia, page
// bundles for Hugo, a script for eleventy-img.
func (b *bench) generate() error {
	fmt.Println("making", b.photos, "photographs of", photoWidth, "x", photoHeight)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for n := range b.pages() {
		ours := filepath.Join(b.dir, "ours", "posts", page(n))
		for _, dir := range []string{ours, b.hugoPage(n)} {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		for i := range perPage {
			g.Go(func() error {
				name := filepath.Join(ours, photoName(i))
				if err := writePhoto(name, n*perPage+i); err != nil {
					return err
				}
				return os.Link(name, filepath.Join(b.hugoPage(n), photoName(i)))
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return b.writeSites()
}

func (b *bench) pages() int            { return b.photos / perPage }
func page(n int) string                { return fmt.Sprintf("page-%d", n) }
func photoName(i int) string           { return fmt.Sprintf("photo-%d.jpg", i) }
func (b *bench) hugoPage(n int) string { return filepath.Join(b.dir, "hugo", "content", page(n)) }

func (b *bench) writeSites() error {
	var text strings.Builder
	for i := range perPage {
		fmt.Fprintf(&text, "![View number %d](%s)\n\n", i, photoName(i))
	}
	files := map[string]string{
		"ours/mdmedia.yaml":        "content: posts\nstore: {dir: bucket}\ndelivery: {cloudinary: {cloud: demo}}\n",
		"hugo/hugo.yaml":           "baseURL: http://127.0.0.1/\ndisableKinds: [taxonomy, rss, sitemap]\nimaging: {quality: 80}\n",
		"hugo/layouts/single.html": "<!doctype html><title>{{ .Title }}</title>" + style + "<main>{{ .Content }}</main>",
		"hugo/layouts/home.html":   "<!doctype html><title>Home</title>",
		"hugo/layouts/_markup/render-image.html": `{{- $p := .Page.Resources.Get .Destination -}}{{- $set := slice -}}
{{- range slice 400 800 1200 -}}{{- $r := $p.Resize (printf "%dx" .) -}}{{- $set = $set | append (printf "%s %dw" $r.RelPermalink .) -}}{{- end -}}
<img src="{{ ($p.Resize "1200x").RelPermalink }}" {{ printf "srcset=%q" (delimit $set ", ") | safeHTMLAttr }} sizes="` + sizes + `" alt="{{ .Text }}" width="{{ $p.Width }}" height="{{ $p.Height }}" loading="lazy" decoding="async">`,
		"eleventy/build.mjs": eleventyScript,
	}
	for n := range b.pages() {
		post := fmt.Sprintf("---\ntitle: Page %d\n---\n%s", n, text.String())
		files[filepath.Join("ours", "posts", page(n), "index.md")] = post
		// Hugo would publish the photographs too, which no page shows.
		files[filepath.Join("hugo", "content", page(n), "index.md")] = strings.Replace(post, "---\n", "---\nbuild: {publishResources: false}\n", 1)
	}
	for name, data := range files {
		name = filepath.Join(b.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// eleventyScript does what an Eleventy site does for its pictures, without the
// rest of it.
const eleventyScript = `import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
const require = createRequire(process.env.MODULES + "/");
const Image = require("@11ty/eleventy-img").default ?? require("@11ty/eleventy-img");
const [posts, out] = process.argv.slice(2);
const sizes = ` + "`" + sizes + "`" + `, style = ` + "`" + style + "`" + `;
for (const page of fs.readdirSync(posts)) {
	const dir = path.join(posts, page);
	const all = fs.readdirSync(dir).filter((f) => f.endsWith(".jpg"));
	const tags = await Promise.all(all.map(async (f) => {
		const made = await Image(path.join(dir, f), { widths: [400, 800, 1200], formats: ["jpeg"], outputDir: path.join(out, "img"), urlPath: "/img/", sharpJpegOptions: { quality: 80 } });
		return "<p>" + Image.generateHTML(made, { alt: f, sizes, loading: "lazy", decoding: "async" });
	}));
	fs.mkdirSync(path.join(out, page), { recursive: true });
	fs.writeFileSync(path.join(out, page, "index.html"), "<!doctype html><title>" + page + "</title>" + style + "<main>" + tags.join("\n") + "</main>");
}
`

// writePhoto makes a picture with slopes, edges and grain, as photographs have.
func writePhoto(name string, seed int) error {
	r := rand.New(rand.NewPCG(7, uint64(seed)))
	m := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
	hue, tilt, wave := r.Float64(), r.Float64()-0.5, 40+r.Float64()*200
	grain := make([]int, 4096)
	for i := range grain {
		grain[i] = r.IntN(13) - 6
	}
	for y := range photoHeight {
		for x := range photoWidth {
			hill := photoHeight/2 + tilt*float64(x) + wave*math.Sin(float64(x)/wave)
			v := 90 + 120*float64(y)/photoHeight
			if float64(y) > hill {
				v = 40 + 60*math.Abs(math.Sin(float64(x*y)/9e4))
			}
			n := grain[(x*31+y*57+(x*y)>>5)&4095]
			at := func(f float64) uint8 { return uint8(max(0, min(255, int(v*f)+n))) }
			m.SetRGBA(x, y, color.RGBA{at(0.5 + hue/2), at(0.8), at(1.2 - hue/2), 255})
		}
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := jpeg.Encode(f, m, &jpeg.Options{Quality: 88}); err != nil {
		return err
	}
	return f.Close()
}
