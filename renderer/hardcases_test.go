package renderer

import (
	"slices"
	"testing"
)

// The numbers are those of the list of hard cases seen in real sites. Each is
// checked in Markdown (every byte but the destinations stays) and in HTML.
var hardCases = []struct {
	name     string
	opts     Options
	file     string   // name of the post; "": post.md
	in       string   // Markdown
	md       string   // Markdown out; "": as in
	html     string   // HTML out
	paths    []string // what the resolver is asked for
	warnings string
	remote   int
	exists   []string
}{{
	name:  "1 brackets, a space and parentheses",
	in:    "![a](<img/shot 1 (2).png>)\n",
	md:    "![a](<https://cdn.example/img/shot%201%20%282%29.png>)\n",
	html:  "<p><img src=\"https://cdn.example/img/shot%201%20%282%29.png\" alt=\"a\" width=\"640\" height=\"480\"></p>\n",
	paths: []string{"img/shot 1 (2).png"},
}, {
	name:  "2 percent-encoded",
	in:    "![a](img/x%20y.png)\n",
	md:    "![a](https://cdn.example/img/x%20y.png)\n",
	html:  "<p><img src=\"https://cdn.example/img/x%20y.png\" alt=\"a\" width=\"640\" height=\"480\"></p>\n",
	paths: []string{"img/x y.png"},
}, {
	name:     "3 a space is no image",
	in:       "![a](img/x y.png)\n",
	html:     "<p>![a](img/x y.png)</p>\n",
	warnings: "1:6: not an image: a name with a space is written <img/x y.png> or img/x%20y.png\n",
}, {
	name:     "3 with a title and parentheses",
	in:       "text **b** ![a *b*](img/x (1).png \"T\") and\n`![c](d e.png)`\n",
	html:     "<p>text <strong>b</strong> ![a <em>b</em>](img/x (1).png &quot;T&quot;) and\n<code>![c](d e.png)</code></p>\n",
	warnings: "1:21: not an image: a name with a space is written <img/x (1).png> or img/x%20(1).png\n",
}, {
	name:  "4 balanced parentheses",
	in:    "![a](img/f(1).png)\n",
	md:    "![a](https://cdn.example/img/f%281%29.png)\n",
	html:  "<p><img src=\"https://cdn.example/img/f%281%29.png\" alt=\"a\" width=\"640\" height=\"480\"></p>\n",
	paths: []string{"img/f(1).png"},
}, {
	name:  "5 a query and a title",
	in:    "![a](p.png?raw=true \"T\")\n",
	md:    "![a](https://cdn.example/p.png \"T\")\n",
	html:  "<p><img src=\"https://cdn.example/p.png\" alt=\"a\" title=\"T\" width=\"640\" height=\"480\"></p>\n",
	paths: []string{"p.png"},
}, {
	name:  "6 a fragment",
	in:    "![a](d.svg?tx=w_5#frag)\n",
	md:    "![a](https://cdn.example/d.svg?tx=q_auto,w_5#frag)\n",
	html:  "<p><img src=\"https://cdn.example/d.svg?tx=q_auto,w_5#frag\" alt=\"a\"></p>\n",
	paths: []string{"d.svg"},
}, {
	name:  "7 case is kept",
	in:    "![a](Chart.PNG)\n",
	md:    "![a](https://cdn.example/Chart.PNG)\n",
	html:  "<p><img src=\"https://cdn.example/Chart.PNG\" alt=\"a\"></p>\n",
	paths: []string{"Chart.PNG"},
}, {
	name:  "8 the definition, once, and never the link's",
	in:    "[![a][]][site] ![again][a]\n\n[a]: /i/l.png\n[site]: /other.html\n",
	md:    "[![a][]][site] ![again][a]\n\n[a]: https://cdn.example/i/l.png\n[site]: /other.html\n",
	html:  "<p><a href=\"/other.html\"><img src=\"https://cdn.example/i/l.png\" alt=\"a\" width=\"640\" height=\"480\"></a> <img src=\"https://cdn.example/i/l.png\" alt=\"again\" width=\"640\" height=\"480\"></p>\n",
	paths: []string{"/i/l.png"},
}, {
	name:  "9 an image in a link",
	in:    "[![a](s.svg)](big.png)\n",
	md:    "[![a](https://cdn.example/s.svg)](big.png)\n",
	html:  "<p><a href=\"big.png\"><img src=\"https://cdn.example/s.svg\" alt=\"a\"></a></p>\n",
	paths: []string{"s.svg"},
}, {
	name:  "9 with links to media",
	opts:  Options{MediaLinks: true},
	in:    "[![a](s.svg)](big.png) [page](page.html) [far](https://x/a.png)\n<a href='big.png'>x</a>\n",
	md:    "[![a](https://cdn.example/s.svg)](https://cdn.example/big.png) [page](page.html) [far](https://x/a.png)\n<a href='https://cdn.example/big.png'>x</a>\n",
	html:  "<p><a href=\"https://cdn.example/big.png\"><img src=\"https://cdn.example/s.svg\" alt=\"a\"></a> <a href=\"page.html\">page</a> <a href=\"https://x/a.png\">far</a>\n<a href='https://cdn.example/big.png'>x</a></p>\n",
	paths: []string{"big.png", "s.svg", "big.png"},
}, {
	name:     "10 a template in the destination",
	in:       "![a]({{img}}) ![b]({{ .img }}) ![c]({%x%}) ![d](a/{{b}}.png)\n",
	html:     "<p><img src=\"%7B%7Bimg%7D%7D\" alt=\"a\"> ![b]({{ .img }}) <img src=\"%7B%25x%25%7D\" alt=\"c\"> <img src=\"a/%7B%7Bb%7D%7D.png\" alt=\"d\"></p>\n",
	warnings: "1:6: not rewritten: the destination holds a template construct\n1:20: not rewritten: the destination holds a template construct\n1:37: not rewritten: the destination holds a template construct\n1:49: not rewritten: the destination holds a template construct\n",
}, {
	name: "11 shortcodes are no HTML",
	in:   "{{< figure src=\"a.png\" >}}\n\n{{<img src=\"a.png\">}}\n\n<div>\n{{<img src=\"a.png\">}}\n</div>\n",
	html: "<p>{{&lt; figure src=&quot;a.png&quot; &gt;}}</p>\n<p>{{&lt;img src=&quot;a.png&quot;&gt;}}</p>\n<div>\n{{&lt;img src=&quot;a.png&quot;&gt;}}\n</div>\n",
}, {
	name: "12 a shortcode in a remote destination",
	in:   "![b](https://x/{{< v >}}.svg)\n",
	html: "<p>![b](https://x/{{&lt; v &gt;}}.svg)</p>\n",
}, {
	name: "13 data URIs",
	in:   "![a](data:image/png;base64,AAAA) ![b][d]\n\n[d]: data:image/png;base64,BBBB\n\n<img src=\"data:image/png;base64,CCCC\">\n",
	html: "<p><img src=\"data:image/png;base64,AAAA\" alt=\"a\"> <img src=\"data:image/png;base64,BBBB\" alt=\"b\"></p>\n<img src=\"data:image/png;base64,CCCC\">\n",
}, {
	name:  "14 a host without a scheme is a relative path",
	in:    "![a](host.example/p.svg)\n",
	md:    "![a](https://cdn.example/host.example/p.svg)\n",
	html:  "<p><img src=\"https://cdn.example/host.example/p.svg\" alt=\"a\"></p>\n",
	paths: []string{"host.example/p.svg"},
}, {
	name:   "15 remote",
	in:     "![a](//cdn/x.png) ![b](https://cdn/x.png) ![c](HTTP://cdn/x.png)\n",
	html:   "<p><img src=\"//cdn/x.png\" alt=\"a\"> <img src=\"https://cdn/x.png\" alt=\"b\"> <img src=\"HTTP://cdn/x.png\" alt=\"c\"></p>\n",
	remote: 3,
}, {
	name:  "16 alt over lines",
	in:    "> ![a\n> b](x.svg)\n",
	md:    "> ![a\n> b](https://cdn.example/x.svg)\n",
	html:  "<blockquote>\n<p><img src=\"https://cdn.example/x.svg\" alt=\"a\nb\"></p>\n</blockquote>\n",
	paths: []string{"x.svg"},
}, {
	name:  "17 brackets in alt",
	in:    "![f [x, y] done](x.svg)\n",
	md:    "![f [x, y] done](https://cdn.example/x.svg)\n",
	html:  "<p><img src=\"https://cdn.example/x.svg\" alt=\"f [x, y] done\"></p>\n",
	paths: []string{"x.svg"},
}, {
	name:  "18 code and markup in alt",
	in:    "![the `<b>` *of* &amp; ![in](n.png)](x.svg)\n",
	md:    "![the `<b>` *of* &amp; ![in](n.png)](https://cdn.example/x.svg)\n",
	html:  "<p><img src=\"https://cdn.example/x.svg\" alt=\"the &lt;b&gt; of &amp; in\"></p>\n",
	paths: []string{"x.svg"},
}, {
	name:  "19 table cells",
	in:    "| a | b |\n|---|---|\n| ![x](1.svg) | ![y](<a\\|b.svg>) |\n",
	md:    "| a | b |\n|---|---|\n| ![x](https://cdn.example/1.svg) | ![y](<https://cdn.example/a%7Cb.svg>) |\n",
	html:  "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><img src=\"https://cdn.example/1.svg\" alt=\"x\"></td>\n<td><img src=\"https://cdn.example/a%7Cb.svg\" alt=\"y\"></td>\n</tr>\n</tbody>\n</table>\n",
	paths: []string{"1.svg", "a|b.svg"},
}, {
	name:  "20 a tag over lines",
	in:    "text <img\n  src='b.webp'\n  alt=\"b\">\n\n> <img\n> src='b.webp'>\n",
	md:    "text <img\n  src='https://cdn.example/b.webp'\n  alt=\"b\">\n\n> <img\n> src='https://cdn.example/b.webp'>\n",
	html:  "<p>text <img\nsrc='https://cdn.example/b.webp'\nalt=\"b\"></p>\n<blockquote>\n<p><img\nsrc='https://cdn.example/b.webp'></p>\n</blockquote>\n",
	paths: []string{"b.webp", "b.webp"},
}, {
	name:   "21 srcset",
	exists: []string{"my photo, big.png"},
	in:     "<img srcset=\"a.png, b.png?tx=w_2 2x,data:image/png;base64,AA,AA 3x, https://x/c.png 4x\" src=a.png>\n\n<picture><source srcset='my photo, big.png'><source srcset=\"a.png 1x,b,c.png\"></picture>\n",
	md:     "<img srcset=\"https://cdn.example/a.png, https://cdn.example/b.png?tx=q_auto,w_2 2x,data:image/png;base64,AA,AA 3x, https://x/c.png 4x\" src=https://cdn.example/a.png>\n\n<picture><source srcset='https://cdn.example/my%20photo%2C%20big.png'><source srcset=\"https://cdn.example/a.png 1x,https://cdn.example/b%2Cc.png\"></picture>\n",
	html:   "<img width=\"640\" height=\"480\" srcset=\"https://cdn.example/a.png, https://cdn.example/b.png?tx=q_auto,w_2 2x,data:image/png;base64,AA,AA 3x, https://x/c.png 4x\" src=https://cdn.example/a.png>\n<p><picture><source srcset='https://cdn.example/my%20photo%2C%20big.png'><source srcset=\"https://cdn.example/a.png 1x,https://cdn.example/b%2Cc.png\"></picture></p>\n",
	paths:  []string{"a.png", "b.png", "a.png", "my photo, big.png", "a.png", "b,c.png"},
	remote: 1,
}, {
	name:   "21 srcset of one file that exists",
	exists: []string{"a.png"},
	in:     "<img srcset=\"a.png?tx=w_7 2x, a.png?tx=w_9 3x\">\n",
	md:     "<img srcset=\"https://cdn.example/a.png?tx=q_auto,w_7 2x, https://cdn.example/a.png?tx=q_auto,w_9 3x\">\n",
	html:   "<img srcset=\"https://cdn.example/a.png?tx=q_auto,w_7 2x, https://cdn.example/a.png?tx=q_auto,w_9 3x\">\n",
	paths:  []string{"a.png", "a.png"},
}, {
	name: "22 components are opt-in",
	in:   "<Video src=\"./3.mp4\" poster=\"./3.jpg\"/>\n",
	html: "<Video src=\"./3.mp4\" poster=\"./3.jpg\"/>\n",
}, {
	name:  "22 components",
	opts:  Options{Components: map[string][]string{"Video": {"src", "poster"}}},
	in:    "<Video src=\"./3.mp4\" poster=\"./3.jpg\" title=\"x.png\"/>\n",
	md:    "<Video src=\"https://cdn.example/3.mp4\" poster=\"https://cdn.example/3.jpg\" title=\"x.png\"/>\n",
	html:  "<Video src=\"https://cdn.example/3.mp4\" poster=\"https://cdn.example/3.jpg\" title=\"x.png\"/>\n",
	paths: []string{"./3.mp4", "./3.jpg"},
}, {
	name:  "22 media elements",
	in:    "<video poster=\"p.jpg\" controls>\n<source src=\"a.mp4\">\n<track src=\"t.vtt\">\n</video>\n<audio src=s.mp3></audio> <VIDEO SRC=\"c.mp4\"></VIDEO>\n",
	md:    "<video poster=\"https://cdn.example/p.jpg\" controls>\n<source src=\"https://cdn.example/a.mp4\">\n<track src=\"t.vtt\">\n</video>\n<audio src=https://cdn.example/s.mp3></audio> <VIDEO SRC=\"https://cdn.example/c.mp4\"></VIDEO>\n",
	html:  "<video poster=\"https://cdn.example/p.jpg\" controls>\n<source src=\"https://cdn.example/a.mp4\">\n<track src=\"t.vtt\">\n</video>\n<audio src=https://cdn.example/s.mp3></audio> <VIDEO SRC=\"https://cdn.example/c.mp4\"></VIDEO>\n",
	paths: []string{"p.jpg", "a.mp4", "s.mp3", "c.mp4"},
}, {
	name: "23 an imported image",
	file: "post.mdx",
	in:   "import h from \"./h.webp\"\nimport i from './i.png'\n\n<img src={h}>\n\nText <img alt={`a \"b\" > c`} src={h}/> {/* <img src=\"c.png\">\n\n![c](c.png) */}\n",
	html: "<p>import h from &quot;./h.webp&quot;\nimport i from './i.png'</p>\n<img src={h}>\n<p>Text &lt;img alt={<code>a &quot;b&quot; &gt; c</code>} src={h}/&gt; {/* &lt;img src=&quot;c.png&quot;&gt;</p>\n<p><img src=\"c.png\" alt=\"c\"> */}</p>\n",
}, {
	name: "24 wiki embeds are opt-in",
	in:   "![[pic.png|450]]\n",
	html: "<p>![[pic.png|450]]</p>\n",
}, {
	name:  "24 wiki embeds",
	opts:  Options{WikiEmbeds: true},
	in:    "![[pic 1.png|450]] ![[pic.svg|450x300]] ![[pic.svg|a drawing]] ![[Note]] ![[pic.svg]]\n",
	md:    "![|450](https://cdn.example/pic%201.png) ![|450x300](https://cdn.example/pic.svg) ![a drawing](https://cdn.example/pic.svg) ![[Note]] ![](https://cdn.example/pic.svg)\n",
	html:  "<p><img src=\"https://cdn.example/pic%201.png\" alt=\"\" width=\"450\" height=\"338\"> <img src=\"https://cdn.example/pic.svg\" alt=\"\" width=\"450\" height=\"300\"> <img src=\"https://cdn.example/pic.svg\" alt=\"a drawing\"> ![[Note]] <img src=\"https://cdn.example/pic.svg\" alt=\"\"></p>\n",
	paths: []string{"pic 1.png", "pic.svg", "pic.svg", "pic.svg"},
}, {
	name: "25 an HTML block of type 7 takes the lines with it",
	in:   "<span>\n![x](y.svg)\n</span>\n\n    ![x](y.svg)\n\n```\n![x](y.svg)\n```\n\n`![x](y.svg)` <!-- ![x](y.svg) --> \\![x](y.svg)\n\n<!--\n![x](y.svg) <img src=\"y.svg\">\n-->\n",
	html: "<span>\n![x](y.svg)\n</span>\n<pre><code>![x](y.svg)\n</code></pre>\n<pre><code>![x](y.svg)\n</code></pre>\n<p><code>![x](y.svg)</code> <!-- ![x](y.svg) --> !<a href=\"y.svg\">x</a></p>\n<!--\n![x](y.svg) <img src=\"y.svg\">\n-->\n",
}}

func TestHardCases(t *testing.T) {
	for _, tt := range hardCases {
		t.Run(tt.name, func(t *testing.T) {
			res := &cdn{}
			name := tt.file
			if name == "" {
				name = "post.md"
			}
			d := prepare(t, tt.opts, Input{
				Name: name, Source: []byte(tt.in), Resolver: res,
				Exists: func(p string) bool { return slices.Contains(tt.exists, p) },
			})
			want := tt.md
			if want == "" {
				want = tt.in
			}
			if got := markdownOf(t, d); got != want {
				t.Errorf("Markdown\n got %q\nwant %q", got, want)
			}
			if got := unhurried(htmlOf(t, d)); got != tt.html {
				t.Errorf("HTML\n got %q\nwant %q", got, tt.html)
			}
			var paths []string
			for _, r := range res.asked {
				paths = append(paths, r.Path)
			}
			if !slices.Equal(paths, tt.paths) {
				t.Errorf("asked for %q, want %q", paths, tt.paths)
			}
			if got := warningsOf(d); got != tt.warnings {
				t.Errorf("warnings\n got %q\nwant %q", got, tt.warnings)
			}
			if d.Remote() != tt.remote {
				t.Errorf("%d remote, want %d", d.Remote(), tt.remote)
			}
		})
	}
}
