package renderer

import (
	"context"
	"strings"
	"testing"
)

// rich resolves every reference with all that there can be.
func rich(_ context.Context, ref Ref) (Media, error) {
	u := "https://cdn.example/" + ref.Path
	m := Media{URL: u, Type: "image/png", Width: 800, Height: 500, Placeholder: "#102030"}
	switch {
	case strings.HasSuffix(ref.Path, ".mp4"):
		m.Type, m.Poster = "video/mp4", u+".jpg"
	case strings.HasPrefix(ref.Path, "wide"):
		m.Srcset = []Candidate{{u + "?w=400", 400}, {u + "?w=800,x", 800}}
		m.Sizes, m.AutoSizes, m.Full = "(min-width: 40rem) 38rem, 100vw", true, u+"?full"
	case strings.HasPrefix(ref.Path, "hero"):
		m.Attrs = []Attr{{"class", "hero"}, {"loading", "eager"}}
		m.Variants = []Variant{
			{URL: u + ".dark", Media: "(prefers-color-scheme: dark)", Width: 80, Height: 50},
			{URL: u + ".narrow", Srcset: []Candidate{{u + ".narrow?w=300", 300}}, Sizes: "100vw", Media: "(max-width: 40rem)"},
		}
	case strings.HasPrefix(ref.Path, "moving"):
		m.Type, m.Attrs = "video/mp4", []Attr{{"autoplay", "autoplay"}, {"loop", "loop"}, {"muted", "muted"}}
		m.Variants = []Variant{{URL: u + ".webm", Type: "video/webm"}}
	}
	return m, nil
}

func TestElements(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"first and later", "![a](x.png) ![b](y.png)",
			`<p><img src="https://cdn.example/x.png" alt="a" width="800" height="500" fetchpriority="high" style="background:#102030"> ` +
				`<img src="https://cdn.example/y.png" alt="b" width="800" height="500" loading="lazy" decoding="async" style="background:#102030"></p>`},
		{"srcset and link", "![a](x.png)\n\n![b](wide.png)",
			`<p><img src="https://cdn.example/x.png" alt="a" width="800" height="500" fetchpriority="high" style="background:#102030"></p>` + "\n" +
				`<p><a href="https://cdn.example/wide.png?full"><img src="https://cdn.example/wide.png" srcset="https://cdn.example/wide.png?w=400 400w, https://cdn.example/wide.png?w=800,x 800w"` +
				` sizes="auto, (min-width: 40rem) 38rem, 100vw" alt="b" width="800" height="500" loading="lazy" decoding="async" style="background:#102030"></a></p>`},
		{"no link in a link", "[![b](wide.png)](p)",
			`<p><a href="p"><img src="https://cdn.example/wide.png" srcset="https://cdn.example/wide.png?w=400 400w, https://cdn.example/wide.png?w=800,x 800w"` +
				` sizes="(min-width: 40rem) 38rem, 100vw" alt="b" width="800" height="500" fetchpriority="high" style="background:#102030"></a></p>`},
		{"the author's own", "![b](wide.png){width=100 sizes=50vw loading=lazy}",
			`<p><a href="https://cdn.example/wide.png?full"><img src="https://cdn.example/wide.png" srcset="https://cdn.example/wide.png?w=400 400w, https://cdn.example/wide.png?w=800,x 800w"` +
				` sizes="50vw" alt="b" width="100" height="63" loading="lazy" decoding="async" style="background:#102030"></a></p>`},
		{"variants and rules", "![h](hero.png){.own}",
			`<p><picture><source media="(prefers-color-scheme: dark)" srcset="https://cdn.example/hero.png.dark" width="80" height="50">` +
				`<source media="(max-width: 40rem)" srcset="https://cdn.example/hero.png.narrow?w=300 300w" sizes="100vw">` +
				`<img src="https://cdn.example/hero.png" alt="h" width="800" height="500" class="hero own" loading="eager" fetchpriority="high" style="background:#102030"></picture></p>`},
		{"caption", "![a](x.png \"The <caption>\")",
			`<figure><img src="https://cdn.example/x.png" alt="a" width="800" height="500" fetchpriority="high" style="background:#102030"><figcaption>The &lt;caption&gt;</figcaption></figure>`},
		{"caption by attribute, in a link", "[![a](x.png){title=T}](p)",
			`<figure><a href="p"><img src="https://cdn.example/x.png" alt="a" width="800" height="500" fetchpriority="high" style="background:#102030"></a><figcaption>T</figcaption></figure>`},
		{"not alone", "![a](x.png \"T\") and text",
			`<p><img src="https://cdn.example/x.png" alt="a" title="T" width="800" height="500" fetchpriority="high" style="background:#102030"> and text</p>`},
		{"video", "![v](clip.mp4)",
			`<p><video src="https://cdn.example/clip.mp4" poster="https://cdn.example/clip.mp4.jpg" controls playsinline preload="metadata" aria-label="v" width="800" height="500" style="background:#102030"><a href="https://cdn.example/clip.mp4">v</a></video></p>`},
		{"moving picture", "![v](moving.gif)",
			`<p><video autoplay loop muted playsinline aria-label="v" width="800" height="500" style="background:#102030"><source src="https://cdn.example/moving.gif.webm" type="video/webm"><source src="https://cdn.example/moving.gif" type="video/mp4"><a href="https://cdn.example/moving.gif">v</a></video></p>`},
		{"raw tags", "<img src=\"wide.png\" alt=a>\n<img class=c style=x srcset=\"y.png 1x\" src='y.png'>\n<video src=clip.mp4 width=80></video>",
			`<img width="800" height="500" srcset="https://cdn.example/wide.png?w=400 400w, https://cdn.example/wide.png?w=800,x 800w" sizes="(min-width: 40rem) 38rem, 100vw" fetchpriority="high" style="background:#102030" src="https://cdn.example/wide.png" alt=a>` + "\n" +
				`<img width="800" height="500" loading="lazy" decoding="async" class=c style=x srcset="https://cdn.example/y.png 1x" src='https://cdn.example/y.png'>` + "\n" +
				`<video height="50" src=https://cdn.example/clip.mp4 width=80></video>`},
		{"raw, percent", "<img src=x.png width=50% loading=eager>",
			`<img fetchpriority="high" style="background:#102030" src=https://cdn.example/x.png width=50% loading=eager>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := prepare(t, Options{Captions: true}, Input{Name: "p.md", Source: []byte(tt.in), Resolver: ResolverFunc(rich)})
			if got := strings.TrimSuffix(htmlOf(t, d), "\n"); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
			if moves := strings.Contains(tt.want, "autoplay"); moves != strings.Contains(string(d.Script()), "prefers-reduced-motion") {
				t.Errorf("script %q", d.Script())
			}
		})
	}
}

// With a cover above it, no picture of the body comes first.
func TestCoverIsFirst(t *testing.T) {
	src := "---\nimage: c.png\n---\n![a](x.png)\n"
	d := prepare(t, Options{}, Input{
		Source: []byte(src), Body: 21, Resolver: ResolverFunc(rich), Covers: []Ref{CoverRef("c.png", "", 11, 16, nil)},
	})
	if got := htmlOf(t, d); !strings.Contains(got, `loading="lazy"`) || strings.Contains(got, "fetchpriority") {
		t.Error(got)
	}
}

func TestHTMLImages(t *testing.T) {
	const img = `style="background:#102030">`
	for _, tt := range []struct{ in, want string }{
		{"a ![x](<x.png> 'T' ){width=80} b\n", `a <img src="https://cdn.example/x.png" alt="x" title="T" width="80" height="50" fetchpriority="high" ` + img + " b\n"},
		{"![x](x.png \"T\")\n\n![y][r]\n\n[r]: y.png\n", `<figure><img src="https://cdn.example/x.png" alt="x" width="800" height="500" fetchpriority="high" ` + img +
			"<figcaption>T</figcaption></figure>\n\n![y][r]\n\n[r]: https://cdn.example/y.png\n"},
		{"[![x](x.png \"T\")](p)\n", "[![x](https://cdn.example/x.png \"T\")](p)\n"},
		{"> a ![x](x.png\n> 'T'\n> ) b\n", "> a ![x](https://cdn.example/x.png\n> 'T'\n> ) b\n"},
		{"|a|\n|-|\n|![x \\| y](x.png)|\n", "|a|\n|-|\n|" + `<img src="https://cdn.example/x.png" alt="x &#124; y" width="800" height="500" fetchpriority="high" ` + img + "|\n"},
		{"text <img src=x.png> ![m](missing.png)\n", `text <img width="800" height="500" fetchpriority="high" style="background:#102030" src=https://cdn.example/x.png> ![m](missing.png)` + "\n"},
	} {
		r := ResolverFunc(func(ctx context.Context, ref Ref) (Media, error) {
			if ref.Path == "missing.png" {
				return Media{}, ErrSkip
			}
			return rich(ctx, ref)
		})
		d := prepare(t, Options{Captions: true, HTMLImages: true}, Input{Name: "p.md", Source: []byte(tt.in), Resolver: r})
		if got := markdownOf(t, d); got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}
