package content_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/content"
)

func parse(t testing.TB, src string) *content.Post {
	t.Helper()
	p, err := content.Parse("p.md", []byte(src))
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return p
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		name, src, key string
		want           string // the raw spans, then what they decode to if that differs
	}{
		{"plain", "---\nimage: me.jpg # cover\n---\n", "image", "me.jpg"},
		{"plain, query", "---\nimage: cloud.jpg?tx=q_auto,c_fill,ar_1\n---\n", "image", "cloud.jpg?tx=q_auto,c_fill,ar_1"},
		{"double", "---\nimage: \"a \\\"b\\\".jpg\"\n---\n", "image", `"a \"b\".jpg"=a "b".jpg`},
		{"single", "---\nimage: 'it''s.jpg'\n---\n", "image", `'it''s.jpg'=it's.jpg`},
		{"behind umlauts", "---\n{ü: ö, image: ä.jpg}\n---\n", "image", "ä.jpg"},
		{"CRLF, mark", "\ufeff---\r\na: b\r\nimage: me.jpg\r\n---\r\n", "image", "me.jpg"},
		{"line separators of YAML", "---\na: \"x\u2028 y\u0085 z\"\nimage: me.jpg\n---\n", "image", "me.jpg"},
		{"nested", "---\ncover:\n  image: a.png\nimage: b.png\n---\n", "cover.image", "a.png"},
		{"nested is not top", "---\ncover:\n  image: a.png\nimage: b.png\n---\n", "image", "b.png"},
		{"dotted key", "---\ncover.image: a.png\n---\n", "cover.image", "a.png"},
		{"list", "---\nimages:\n- a.png\n- \"b.png\"\n- 3\n-\n---\n", "images", `a.png "b.png"=b.png`},
		{"flow list", "---\nimages: [a.png,'b c.png' , [d.png]]\n---\n", "images", `a.png 'b c.png'=b c.png d.png`},
		{"list of maps", "---\nimages:\n  - src: a.png\n    alt: x\n  - {src: b.png}\n---\n", "images.src", "a.png b.png"},
		{"next line", "---\nimage:\n  a.png\n---\n", "image", "a.png"},
		{"two lines", "---\nimage: a\n  b.png\nx: y\n---\n", "image", "a\n  b.png=a b.png"},
		{"two lines, quoted", "---\nimage: \"a\n  b.png\"\nx: y\n---\n", "image", "\"a\n  b.png\"=a b.png"},
		{"tag and anchor", "---\nimage: !!str &a a.png\n---\n", "image", "a.png"},
		{"alias", "---\na: &a a.png\nimage: *a\n---\n", "image", "*a=a.png"},
		{"aliased", "---\nimage: &a a.png\nb: *a\n---\n", "image", ""},
		{"inside of an aliased map", "---\nimage: &a {src: a.png}\nb: *a\n---\n", "image.src", ""},
		{"through an aliased map", "---\na: &a {src: a.png}\nimage: *a\n---\n", "image.src", ""},
		{"merged", "---\na: &a {image: a.png}\n<<: *a\n---\n", "image", ""},
		{"literal block", "---\nimage: |\n  a.png\n---\n", "image", ""},
		{"folded block", "---\nimage: >-\n  a.png\n---\n", "image", ""},
		{"number", "---\nimage: 5\n---\n", "image", ""},
		{"nothing", "---\nimage:\n---\n", "image", ""},
		{"no front matter", "text", "image", ""},

		{"TOML basic", "+++\nimage = \"a\\tb.png\" # x\n+++\n", "image", "\"a\\tb.png\"=a\tb.png"},
		{"TOML literal", "+++\nimage = 'a\\b.png'\n+++\n", "image", `'a\b.png'=a\b.png`},
		{"TOML multi-line", "+++\nimage = \"\"\"\na.png\"\"\"\n+++\n", "image", "\"\"\"\na.png\"\"\"=a.png"},
		{"TOML dotted", "+++\ncover.\"image\" = 'a.png'\n+++\n", "cover.image", `'a.png'=a.png`},
		{"TOML table", "+++\n[extra.cover]\nimage = 'a.png'\n[other]\nimage = 'b.png'\n+++\n", "extra.cover.image", `'a.png'=a.png`},
		{"TOML table array", "+++\n[[images]]\nsrc = 'a.png'\n[[images]]\nsrc = \"b.png\"\n+++\n", "images.src", `'a.png'=a.png "b.png"=b.png`},
		{"TOML array", "+++\r\nimages = [ 'a.png',\r\n  {src = 'x'}, # c\r\n  \"b.png\" ]\r\n+++\r\n", "images", `'a.png'=a.png "b.png"=b.png`},
		{"TOML inline", "+++\nimages = [{src = 'x.png', n = {m = 'y'}}]\n+++\n", "images.n.m", `'y'=y`},

		{"JSON", ";;;\n{\"a\": \"x\", \"image\" : \"a\\u0020b.png\"}\n;;;\n", "image", `"a\u0020b.png"=a b.png`},
		{"JSON bare", "{\n\"cover\": {\"image\": [\"a.png\", {\"image\": \"x\"}, 3,\"b.png\"]}\n}\n", "cover.image", `"a.png"=a.png "b.png"=b.png`},
		{"JSON list of maps", ";;;\n{\"images\": [{\"src\": \"a.png\"}, {\"src\": \"b.png\"}]}\n;;;\n", "images.src", `"a.png"=a.png "b.png"=b.png`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parse(t, c.src)
			var got []string
			for _, v := range p.Values(c.key) {
				raw := string(p.Source[v.Start:v.End])
				if raw != v.Text {
					raw += "=" + v.Text
				}
				got = append(got, raw)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	const url = "https://x.example/images/a-b/c.png?tx=q_auto,f_auto,w_550"
	for _, c := range []struct{ src, s, want string }{
		{"---\nimage: me.jpg\n---\n", url, url},
		{"---\nimage: [me.jpg]\n---\n", url, `"` + url + `"`},
		{"---\nimage: [me.jpg]\n---\n", "https://x.example/c.png", `"https://x.example/c.png"`},
		{"---\nimage: [me.jpg]\n---\n", "/img/c.png", "/img/c.png"},
		{"---\nimage: 'me.jpg'\n---\n", url, "'" + url + "'"},
		{"---\nimage: 'me.jpg'\n---\n", "it's", "'it''s'"},
		{"---\nimage: 'me.jpg'\n---\n", "a\nb", `"a\nb"`},
		{"---\nimage: \"me.jpg\"\n---\n", `a"\b`, `"a\"\\b"`},
		{"+++\nimage = 'me.jpg'\n+++\n", url, "'" + url + "'"},
		{"+++\nimage = 'me.jpg'\n+++\n", "it's", `"it's"`},
		{"+++\nimage = \"\"\"me.jpg\"\"\"\n+++\n", url, `"` + url + `"`},
		{";;;\n{\"image\": \"me.jpg\"}\n;;;\n", "a\x00\u2028😀\t\xff", `"a\u0000\u2028😀\t` + "\ufffd\""},
		{"---\nimage: me.jpg\n---\n", "a: b", `"a: b"`},
		{"---\nimage: me.jpg\n---\n", "a #b", `"a #b"`},
		{"---\nimage: me.jpg\n---\n", "a:", `"a:"`},
		{"---\nimage: me.jpg\n---\n", "", `""`},
		{"---\nimage: me.jpg\n---\n", "- a", `"- a"`},
		{"---\nimage: me.jpg\n---\n", "*a", `"*a"`},
		{"---\nimage: me.jpg\n---\n", "2022-08-18", `"2022-08-18"`},
		{"---\nimage: me.jpg\n---\n", "12:30:45", `"12:30:45"`},
		{"---\nimage: me.jpg\n---\n", "0x1F", `"0x1F"`},
		{"---\nimage: me.jpg\n---\n", "1e3", `"1e3"`},
		{"---\nimage: me.jpg\n---\n", "null", `"null"`},
		{"---\nimage: me.jpg\n---\n", "Yes", `"Yes"`},
		{"---\nimage: me.jpg\n---\n", "naïve.png", `"naïve.png"`},
		{"---\nimage: me.jpg\n---\n", "2022-08-18.png", "2022-08-18.png"},
		{"---\nimage: me.jpg\n---\n", "/a/(b)%20c.png", "/a/(b)%20c.png"},
	} {
		if got := parse(t, c.src).Values("image")[0].Quote(c.s); got != c.want {
			t.Errorf("in %q: Quote(%q) = %s, want %s", c.src, c.s, got, c.want)
		}
	}
}

// leaves flattens Meta: the strings at each dotted key, and everything else.
func leaves(v any, key string, into map[string][]any) {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			into[key] = append(into[key], v)
		}
		for k, inner := range v {
			leaves(inner, key+"\x00"+k, into)
		}
	case []any:
		for _, inner := range v {
			leaves(inner, key, into)
		}
	case time.Time:
		into[key] = append(into[key], v.UnixNano())
	default:
		into[key] = append(into[key], v)
	}
}

// checkRewrite replaces each value in turn and checks that nothing else changed.
func checkRewrite(t *testing.T, p *content.Post, s string) {
	before := map[string][]any{}
	leaves(p.Meta, "", before)
	seen := map[string]bool{}
	for key := range before {
		dotted := strings.ReplaceAll(strings.TrimPrefix(key, "\x00"), "\x00", ".")
		if seen[dotted] {
			continue
		}
		seen[dotted] = true
		values := p.Values(dotted)
		if len(values) > 20 {
			values = values[:20]
		}
		for i, v := range values {
			src := string(p.Source[:v.Start]) + v.Quote(s) + string(p.Source[v.End:])
			q, err := content.Parse(p.Name, []byte(src))
			if q == nil || q.Meta == nil {
				t.Fatalf("%q at %q in %q: %q does not parse: %v", s, dotted, p.Source, src, err)
			}
			if got := q.Values(dotted); len(got) != len(p.Values(dotted)) || got[i].Text != s {
				t.Fatalf("%q at %q in %q: %q gives %+v", s, dotted, p.Source, src, got)
			}
			checkOthers(t, p, q, before, v.Text, s)
			if string(q.Source[q.Body:]) != string(p.Source[p.Body:]) {
				t.Fatalf("%q at %q in %q changes the body", s, dotted, p.Source)
			}
		}
	}
}

// checkOthers checks that exactly one leaf differs, and only from the old string
// to the new one.
func checkOthers(t *testing.T, p, q *content.Post, before map[string][]any, from, to string) {
	after := map[string][]any{}
	leaves(q.Meta, "", after)
	changed := 0
	for key, old := range before {
		now := after[key]
		if len(now) != len(old) || len(before) != len(after) {
			t.Fatalf("%q to %q in %q: other keys", from, to, p.Source)
		}
		for i := range old {
			if !reflect.DeepEqual(old[i], now[i]) {
				changed++
				if old[i] != any(from) || now[i] != any(to) {
					t.Fatalf("%q to %q in %q changes %v to %v", from, to, p.Source, old[i], now[i])
				}
			}
		}
	}
	if changed > 1 || changed == 0 && from != to {
		t.Fatalf("%q to %q in %q changes %d values", from, to, p.Source, changed)
	}
}

func FuzzRewrite(f *testing.F) {
	for _, src := range []string{
		"---\na: b # c\nc: 'd'\ne: [f, \"g\", {h: i}]\nj:\n  - k\n  - l: m\n---\nbody",
		"---\na: &a x\nb: *a\nc: !!str y\nd: |\n  z\n<<: {e: f}\n---\n",
		"---\r\nä: ö\r\nb: \"x\r\n  y\"\r\nc: x\r\n  y\r\n---\r\n",
		"+++\na = \"b\"\nc.d = 'e'\n[f]\ng = [\"h\", {i = '''j'''}]\n[[k]]\nl = 2022-08-18\n+++\nbody",
		";;;\n{\"a\": \"b\", \"c\": [\"d\", {\"e\": \"f\"}], \"g\": 1}\n;;;\n",
		"{\n  \"a\": \"b\"\n}\n\nbody",
		"\ufeff---\na: b\n-----\n",
	} {
		for _, s := range []string{"https://x.example/a.png?tx=w_1,h_2", "it's \"a\" \\ b", "2022-08-18", "a: b #c", "", "\u0085\u2028\ufeff\x7f\n\t "} {
			f.Add(src, s)
		}
	}
	f.Fuzz(func(t *testing.T, src, s string) {
		p, err := content.Parse("p.md", []byte(src))
		if err != nil || len(src) > 10_000 {
			return
		}
		if !utf8.ValidString(s) {
			s = strings.ToValidUTF8(s, "\ufffd")
		}
		checkRewrite(t, p, s)
	})
}

func TestUnwritable(t *testing.T) {
	for _, c := range []struct{ name, src, key, want string }{
		{"literal block", "---\nt: x\nimage: |\n  a.png\n---\n", "image", `p.md:3:8: image is a block scalar (|), which cannot be rewritten: write the value on one line, without the '|'`},
		{"folded block", "---\nimage: >-\n  a.png\n---\n", "image", `p.md:2:8: image is a block scalar (>), which cannot be rewritten: write the value on one line, without the '>'`},
		{"tag", "---\nimage: !!str |\n  a.png\n---\n", "image", `p.md:2:14: image is a block scalar (|), which cannot be rewritten: write the value on one line, without the '|'`},
		{"nested list", "---\ncover:\n  images:\n  - a.png\n  - |-\n    b.png\n---\n", "cover.images", `p.md:5:5: cover.images is a block scalar (|), which cannot be rewritten: write the value on one line, without the '|'`},
		{"through an aliased map", "---\na: &a {src: a.png}\nimage: *a\n---\n", "image.src", "p.md:3:8: image.src is shared through an anchor, which cannot be rewritten: write the value out"},
		{"merged", "---\na: &a {image: a.png}\n<<: *a\n---\n", "image", "p.md:3:5: image is shared through an anchor, which cannot be rewritten: write the value out"},
		{"aliased", "---\nimage: &a a.png\nb: *a\n---\n", "image", "p.md:2:11: image is shared through an anchor, which cannot be rewritten: write the value out"},
		{"a drive", "---\nimage: |\n  c:/a.png\n---\n", "image", `p.md:2:8: image is a block scalar (|), which cannot be rewritten: write the value on one line, without the '|'`},
		{"a URL", "---\nimage: |\n  https://example.com/a.png\n---\n", "image", ""},
		{"a URL without scheme", "---\nimage: >\n  //example.com/a.png\n---\n", "image", ""},
		{"blank", "---\nimage: |\n\n---\n", "image", ""},
		{"another key", "---\ntext: |\n  a.png\nimage: b.png\n---\n", "image", ""},
		{"a number", "---\nimage: 5\n---\n", "image", ""},
		{"TOML", "+++\nimage = \"\"\"\na.png\"\"\"\n+++\n", "image", ""},
		{"none", "text", "image", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, err := range parse(t, c.src).Unwritable(c.key) {
				got = append(got, err.Error())
			}
			if got := strings.Join(got, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestNotText(t *testing.T) {
	for _, c := range []struct{ name, src, key, want string }{
		{"text", "---\nimage: a.png\n---\n", "image", ""},
		{"texts", "---\nimage: [a.png, b.png]\n---\n", "image", ""},
		{"nothing", "---\nimage:\n---\n", "image", ""},
		{"none", "---\nimage: false\n---\n", "image", ""},
		{"a map in one line", "---\nimage: {src: a.png, alt: A}\n---\n", "image", "p.md:2:8: image is a map, whose file is at image.src"},
		{"a map", "---\nimage:\n  alt: A\n  src: a.png\n---\n", "image", "p.md:3:3: image is a map, whose file is at image.src"},
		{"a map of no file", "---\nimage: {width: 5}\n---\n", "image", "p.md:2:8: image is a map"},
		{"maps in a list", "---\nimage:\n- {src: a.png}\n- b.png\n---\n", "image", "p.md:3:3: image is a map, whose file is at image.src"},
		{"a number", "---\nimage: 5\n---\n", "image", "p.md:2:8: image is not text"},
		{"a truth", "---\nimage: true\n---\n", "image", "p.md:2:8: image is not text"},
		{"TOML", "+++\nimage = 5\n[cover]\nimage = false\n+++\n", "image", "p.md:2:9: image is not text"},
		{"JSON", "{\"cover\": {\"image\": {\"src\": \"a.png\"}}}\n\n", "cover.image", "p.md:1:21: cover.image is a map, whose file is at cover.image.src"},
		{"another key", "---\nimages: 5\n---\n", "image", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, err := range parse(t, c.src).NotText(c.key) {
				got = append(got, err.Error())
			}
			if got := strings.Join(got, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
