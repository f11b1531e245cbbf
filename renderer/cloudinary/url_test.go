package cloudinary

import (
	"net/url"
	"strings"
	"testing"
)

func mustNew(t testing.TB, c Config) *Delivery {
	t.Helper()
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestURL(t *testing.T) {
	mo := Config{Cloud: "cedomir"}
	article := Config{Cloud: "cedomir", Transform: "q_auto,f_auto"}
	up := Config{Cloud: "demo", Product: Upload}
	fetch := Config{Cloud: "demo", Product: Fetch}
	with := func(c Config, change func(*Config)) Config { change(&c); return c }

	for _, tt := range []struct {
		name   string
		config Config
		key    string
		media  string
		tx     []string
		want   string
	}{
		// Media Optimizer
		{"the example article", article, "images/cloudinary-s3-connection/create-s3-bucket.png", "image/png", []string{"w_550"},
			"https://cedomir.mo.cloudinary.net/images/cloudinary-s3-connection/create-s3-bucket.png?tx=q_auto,f_auto,w_550"},
		{"no transformation at all", mo, "a.png", "image/png", nil, "https://cedomir.mo.cloudinary.net/a.png"},
		{"empty ones change nothing", mo, "a.png", "image/png", []string{"", ""}, "https://cedomir.mo.cloudinary.net/a.png"},
		{"only the author's", mo, "a.png", "image/png", []string{"w_1"}, "https://cedomir.mo.cloudinary.net/a.png?tx=w_1"},
		{"several", article, "a.png", "image/png", []string{"w_1,q_80", "w_2"}, "https://cedomir.mo.cloudinary.net/a.png?tx=q_80,f_auto,w_2"},
		{"prefix", with(mo, func(c *Config) { c.Prefix = "/profile/" }), "a/b.png", "image/png", nil, "https://cedomir.mo.cloudinary.net/profile/a/b.png"},
		{"domain", with(article, func(c *Config) { c.Domain = "media.example.com"; c.Cloud = "" }), "a.png", "image/png", nil, "https://media.example.com/a.png?tx=q_auto,f_auto"},
		{"names", mo, "ü/100% (1)+#?&'.jpg", "image/jpeg", nil, "https://cedomir.mo.cloudinary.net/%C3%BC/100%25%20(1)%2B%23%3F%26'.jpg"},
		{"a name that looks encoded", mo, "a%20b.jpg", "image/jpeg", nil, "https://cedomir.mo.cloudinary.net/a%2520b.jpg"},
		{"chained", mo, "a.png", "image/png", []string{"c_fill,w_2/f_auto"}, "https://cedomir.mo.cloudinary.net/a.png?tx=c_fill,w_2/f_auto"},
		{"odd bytes of a transformation", mo, "a.png", "image/png", []string{`l_text:A:"<ü>+;|50%,x%2Cy`}, "https://cedomir.mo.cloudinary.net/a.png?tx=l_text:A:%22%3C%C3%BC%3E%2B%3B%7C50%25,x%2Cy"},
		{"raw keeps the transformation", article, "a.pdf", "application/pdf", nil, "https://cedomir.mo.cloudinary.net/a.pdf?tx=q_auto,f_auto"},

		// Upload
		{"image", up, "a.png", "image/png", nil, "https://res.cloudinary.com/demo/image/upload/a.png"},
		{"type unknown", up, "a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/a.png"},
		{"svg", up, "a.svg", "image/svg+xml", nil, "https://res.cloudinary.com/demo/image/upload/a.svg"},
		{"video", up, "a.mp4", "Video/MP4", []string{"so_0"}, "https://res.cloudinary.com/demo/video/upload/so_0/a.mp4"},
		{"audio", up, "a.mp3", "audio/mpeg", nil, "https://res.cloudinary.com/demo/video/upload/a.mp3"},
		{"raw", with(up, func(c *Config) { c.Transform = "q_auto" }), "a.pdf", "application/pdf", nil, "https://res.cloudinary.com/demo/raw/upload/a.pdf"},
		{"mapped folder", with(up, func(c *Config) { c.Prefix = "blog"; c.Transform = "q_auto,f_auto" }), "post/a b.png", "image/png", []string{"w_9"},
			"https://res.cloudinary.com/demo/image/upload/q_auto,f_auto,w_9/blog/post/a%20b.png"},
		{"private CDN", with(up, func(c *Config) { c.PrivateCDN = true }), "a.png", "", nil, "https://demo-res.cloudinary.com/image/upload/a.png"},
		{"CNAME", with(up, func(c *Config) { c.Domain = "img.example.com" }), "a.png", "", nil, "https://img.example.com/image/upload/a.png"},
		{"100%.jpg", up, "100%.jpg", "", nil, "https://res.cloudinary.com/demo/image/upload/100%25.jpg"},
		{"folder like a version", up, "v123/a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/v1/v123/a.png"},
		{"folder like a transformation", up, "u_2/a.png", "", []string{"w_1"}, "https://res.cloudinary.com/demo/image/upload/w_1/v1/u_2/a.png"},
		{"folder like a variable", up, "$a/a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/v1/%24a/a.png"},
		{"folder with a comma", up, "a,b/a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/v1/a%2Cb/a.png"},
		{"folder like a signature", up, "s--abc--/a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/v1/s--abc--/a.png"},
		{"plain folder", up, "media/v1.png", "", nil, "https://res.cloudinary.com/demo/image/upload/media/v1.png"},
		{"file like a transformation", up, "u_2.png", "", nil, "https://res.cloudinary.com/demo/image/upload/u_2.png"},
		{"prefix like a transformation", with(up, func(c *Config) { c.Prefix = "my_blog" }), "a.png", "", nil, "https://res.cloudinary.com/demo/image/upload/v1/my_blog/a.png"},

		// Fetch
		{"remote", fetch, "https://blah.com/hello?a=b", "", nil, "https://res.cloudinary.com/demo/image/fetch/https://blah.com/hello%3Fa%3Db"},
		{"remote, transformed", fetch, "http://blah.com/a%20b.jpg", "image/jpeg", []string{"w_2,h_1"}, "https://res.cloudinary.com/demo/image/fetch/w_2,h_1/http://blah.com/a%20b.jpg"},
		{"remote, an escape that means something", fetch, "https://blah.com/a%2Fb%20100%25.jpg", "", nil, "https://res.cloudinary.com/demo/image/fetch/https://blah.com/a%252Fb%2520100%2525.jpg"},
		{"remote, badly encoded", fetch, "https://blah.com/100%.jpg", "", nil, ""},
		{"key below a URL", with(fetch, func(c *Config) { c.Prefix = "https://b.s3.amazonaws.com/" }), "x/a b.png", "", nil, "https://res.cloudinary.com/demo/image/fetch/https://b.s3.amazonaws.com/x/a%2520b.png"},
		{"fetch, CNAME", with(fetch, func(c *Config) { c.Domain = "img.example.com" }), "https://x.org/a.png", "", nil, "https://img.example.com/image/fetch/https://x.org/a.png"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := mustNew(t, tt.config).URL(tt.key, tt.media, tt.tx...)
			if tt.want == "" {
				if err == nil {
					t.Errorf("got %s, want an error", got)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("\n got %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestURLErrors(t *testing.T) {
	mo, up, fetch := Config{Cloud: "c"}, Config{Cloud: "c", Product: Upload}, Config{Cloud: "c", Product: Fetch}
	for _, tt := range []struct {
		config Config
		key    string
		tx     string
		want   string
	}{
		{mo, "", "", "key is empty: name a file, relative to the bucket"},
		{mo, "/a.png", "", `key "/a.png" begins or ends with a slash: name a file, relative to the bucket`},
		{mo, "a/", "", `key "a/" begins or ends with a slash: name a file, relative to the bucket`},
		{mo, "a/../b.png", "", `key "a/../b.png" has a folder "." or "..": write the path without it`},
		{mo, "a\xff.png", "", `key "a\xff.png" is not valid UTF-8: rename the file`},
		{mo, "a.png", "w_550 ,q_auto", `transformation "w_550 ,q_auto" contains a space: write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_550\u00a0", `transformation "w_550\u00a0" contains a space: write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_550&x=1", `transformation "w_550&x=1" contains '&': write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_550?x", `transformation "w_550?x" contains '?': write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_550#x", `transformation "w_550#x" contains '#': write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_5\n50", `transformation "w_5\n50" contains a control character: write parameters with commas, such as q_auto,f_auto,w_550`},
		{mo, "a.png", "w_5\xff", `transformation "w_5\xff" is not valid UTF-8: write parameters with commas, such as q_auto,f_auto,w_550`},
		{up, "a.png", "w_5/../../x", `transformation "w_5/../../x" contains "." or ".." between slashes: write parameters with commas, such as q_auto,f_auto,w_550`},
		{up, "a.png", "w_5/.%2E", `transformation "w_5/.%2E" contains "." or ".." between slashes: write parameters with commas, such as q_auto,f_auto,w_550`},
		{up, " a.png", "", `key " a.png" begins or ends with a space: rename the file`},
		{up, strings.Repeat("k", 256), "", `key "` + strings.Repeat("k", 256) + `" is 256 characters long: Cloudinary takes at most 255: shorten the name or the folder`},
		{fetch, "a.png", "", `"a.png" is not a URL: for fetch set prefix to where the originals are, such as https://media.example.com`},
		{fetch, "ftp://x/a.png", "", `"ftp://x/a.png" is not a URL: for fetch set prefix to where the originals are, such as https://media.example.com`},
	} {
		_, err := mustNew(t, tt.config).URL(tt.key, "image/png", tt.tx)
		if err == nil || err.Error() != tt.want {
			t.Errorf("\n got %v\nwant %s", err, tt.want)
		}
	}
	_, err := mustNew(t, up).URL("a.pdf", "application/pdf", "w_1")
	if want := `transformation "w_1": a file of type application/pdf cannot be transformed: remove it`; err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"a b":                        "a%20b",
		"a_b":                        "a_b",
		"a+b":                        "a%2Bb",
		"a%20b":                      "a%20b",
		"a-b":                        "a-b",
		"a??b":                       "a%3F%3Fb",
		"abcαβγאבג":                  "abc%CE%B1%CE%B2%CE%B3%D7%90%D7%91%D7%92",
		"parentheses(interject)":     "parentheses(interject)",
		"100%.jpg":                   "100%25.jpg",
		"a/b:c":                      "a/b:c",
		"https://blah.com/hello?a=b": "https://blah.com/hello%3Fa%3Db",
		"":                           "",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPublicID(t *testing.T) {
	for in, want := range map[string]string{
		`a?b&c#d\e%f<g>h+i.png`: "a-b-c-d-e-f-g-h-i.png",
		"folder/ü (1).png":      "folder/ü (1).png",
		" a b  ":                "-a b--",
		"   ":                   "---",
		"/a/":                   "a",
		"a\nb\x7f":              "a-b-",
		"a\xffb":                "a-b",
	} {
		if got := PublicID(in); got != want || PublicID(got) != got {
			t.Errorf("PublicID(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzURL: a URL parses, has no byte that must be escaped, its path decodes
// back to the key, and its transformation to the one that was merged.
func FuzzURL(f *testing.F) {
	f.Add("images/a b.png", "w_550", uint8(0))
	f.Add("100%.jpg", "c_fill,w_1/f_auto", uint8(1))
	f.Add("u_2/ü?#.png", "l_text:A:x%2Cy", uint8(1))
	f.Add("v1/a.png", `"<>+;|`, uint8(0))
	f.Add("x/a%2Fb.png", "", uint8(2))
	f.Fuzz(func(t *testing.T, key, tx string, product uint8) {
		c := Config{Cloud: "demo", Product: Product(product % 3), Prefix: "pre fix"}
		if c.Product == Fetch {
			c.Prefix = "https://s3.example.com"
		}
		s, err := mustNew(t, c).URL(key, "image/png", tx)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("more than one line: %q", err)
			}
			return
		}
		for i := range len(s) {
			if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}+", c) >= 0 {
				t.Fatalf("%q in %s", c, s)
			}
		}
		u, err := url.Parse(s)
		if err != nil || u.Fragment != "" {
			t.Fatalf("%s: %v", s, err)
		}
		merged := MergeTransform("", tx)
		switch c.Product {
		case MediaOptimizer:
			if u.Path != "/pre fix/"+key {
				t.Errorf("path %q, key %q", u.Path, key)
			}
			raw, _ := strings.CutPrefix(u.RawQuery, "tx=")
			if raw != escapeTransform(merged) || strings.Count(raw, ",") != strings.Count(merged, ",") {
				t.Errorf("tx %q, want %q", raw, merged)
			}
			if q, err := url.ParseQuery(u.RawQuery); err != nil || len(q) > 1 {
				t.Errorf("query %q: %v", u.RawQuery, err)
			}
		case Upload:
			if !strings.HasSuffix(u.Path, "/pre fix/"+key) || u.RawQuery != "" {
				t.Errorf("path %q, key %q", u.Path, key)
			}
		case Fetch:
			if isRemote(key) {
				return
			}
			_, remote, ok := strings.Cut(u.Path, "https://")
			r, err := url.Parse("https://" + remote)
			if !ok || err != nil || r.Path != "/"+key {
				t.Errorf("%s fetches %q, key %q: %v", s, remote, key, err)
			}
		}
	})
}

func BenchmarkURL(b *testing.B) {
	d := mustNew(b, Config{Cloud: "cedomir", Transform: "q_auto,f_auto"})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.URL("images/some-post/a-picture.png", "image/png", "w_550"); err != nil {
			b.Fatal(err)
		}
	}
}
