package mdmedia

import (
	"os"
	"path/filepath"
	"testing"
)

func openSite(t testing.TB, config string) *Site {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ConfigFile), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(filepath.Join(dir, ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(cfg, Options{Dir: dir, CacheDir: "-", Getenv: func(name string) string {
		if name == "CLOUDINARY_URL" && cfg.Delivery.Cloudinary != nil && cfg.Delivery.Cloudinary.Sign != "" {
			return "cloudinary://key:abcd@demo"
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestDeliveryURLs(t *testing.T) {
	const (
		article = "store: {dir: b}\ndelivery: {cloudinary: {cloud: cedomir}}\n"
		profile = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, prefix: site, transform: \"\"}}\n"
		domain  = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, domain: img.example.com, transform: \"f_auto/q_auto\"}}\n"
		classic = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: upload, prefix: blog}}\n"
		plain   = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: upload}}\n"
		signed  = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: upload, sign: \"true\"}}\n"
		fetch   = "store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: fetch, prefix: \"https://b.example.com\"}}\n"
		local   = "store: {dir: b}\ndelivery: {local: \"https://media.example.com/x\"}\n"
	)
	for _, tt := range []struct {
		name, config, url string
		key, tx           string // key "": it is ours and cannot be written again
		foreign           bool
	}{
		{name: "the article", config: article, url: "https://cedomir.mo.cloudinary.net/images/slug/create-s3-bucket.png?tx=q_auto,f_auto,w_550", key: "images/slug/create-s3-bucket.png", tx: "w_550"},
		{name: "nothing of its own", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto", key: "a.png"},
		{name: "cover", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto,c_fill,ar_1", key: "a.png", tx: "c_fill,ar_1"},
		{name: "another quality", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_80,f_auto,w_5", key: "a.png", tx: "q_80,w_5"},
		{name: "another order", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=f_auto,q_auto,w_5"},
		{name: "no transformation", config: article, url: "https://cedomir.mo.cloudinary.net/a.png"},
		{name: "named", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto,t_thumb", key: "a.png", tx: "t_thumb"},
		{name: "chained", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto,w_5/e_sepia", key: "a.png", tx: "w_5/e_sepia"},
		{name: "chained behind the default", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto/w_5", key: "a.png", tx: "/w_5"},
		{name: "escapes", config: article, url: "https://cedomir.mo.cloudinary.net/a%20b/100%25.png?tx=q_auto,f_auto,l_text:A:x%2Cy", key: ""},
		{name: "escaped layer behind", config: article, url: "https://cedomir.mo.cloudinary.net/a%20b/100%25.png?tx=q_auto,f_auto/l_text:A:x%2Cy", key: "a b/100%.png", tx: "/l_text:A:x%252Cy"},
		{name: "escapes of somebody else", config: article, url: "https://cedomir.mo.cloudinary.net/%61.png?tx=q_auto,f_auto"},
		{name: "other parameters", config: article, url: "https://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto&v=1"},
		{name: "http", config: article, url: "http://cedomir.mo.cloudinary.net/a.png?tx=q_auto,f_auto"},
		{name: "another cloud", config: article, url: "https://other.mo.cloudinary.net/a.png", foreign: true},
		{name: "another product", config: article, url: "https://res.cloudinary.com/cedomir/image/upload/a.png", foreign: true},
		{name: "profile", config: profile, url: "https://demo.mo.cloudinary.net/site/a.png", key: "a.png"},
		{name: "profile, own", config: profile, url: "https://demo.mo.cloudinary.net/site/a.png?tx=w_5,h_5", key: "a.png", tx: "w_5,h_5"},
		{name: "another profile", config: profile, url: "https://demo.mo.cloudinary.net/a.png", foreign: true},
		{name: "domain", config: domain, url: "https://img.example.com/a.png?tx=f_auto/q_auto,w_5", key: "a.png", tx: "w_5"},
		{name: "classic", config: classic, url: "https://res.cloudinary.com/demo/image/upload/q_auto,f_auto,w_9/blog/post/a%20b.png", key: "post/a b.png", tx: "w_9"},
		{name: "classic video", config: classic, url: "https://res.cloudinary.com/demo/video/upload/q_auto,f_auto/blog/a.mp4", key: "a.mp4"},
		{name: "classic, chained", config: classic, url: "https://res.cloudinary.com/demo/image/upload/q_auto,f_auto,w_9/e_x/blog/a.png", key: "a.png", tx: "w_9/e_x"},
		{name: "classic, a version", config: classic, url: "https://res.cloudinary.com/demo/image/upload/q_auto,f_auto/v123/blog/a.png"},
		{name: "classic, another folder", config: classic, url: "https://res.cloudinary.com/demo/image/upload/q_auto,f_auto/a.png"},
		{name: "classic, another cloud", config: classic, url: "https://res.cloudinary.com/other/image/upload/a.png", foreign: true},
		{name: "a folder like a transformation", config: plain, url: "https://res.cloudinary.com/demo/image/upload/q_auto,f_auto/v1/u_2/a.png", key: "u_2/a.png"},
		{name: "signed", config: signed, url: "https://res.cloudinary.com/demo/image/upload/s--QoLEGhiz--/q_auto,f_auto/a.png", key: ""},
		{name: "fetch", config: fetch, url: "https://res.cloudinary.com/demo/image/fetch/q_auto,f_auto,w_5/https://b.example.com/x/a%2520b.png", key: "x/a b.png", tx: "w_5"},
		{name: "fetch from elsewhere", config: fetch, url: "https://res.cloudinary.com/demo/image/fetch/q_auto,f_auto/https://c.example.com/a.png"},
		{name: "a prefix of a URL", config: local, url: "https://media.example.com/x/a%20b.png", key: "a b.png"},
		{name: "another path", config: local, url: "https://media.example.com/a.png", foreign: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := openSite(t, tt.config).newDeliveryURLs()
			if err != nil {
				t.Fatal(err)
			}
			d, _, ok := u.parse(tt.url)
			if d.key != tt.key || d.tx != tt.tx || ok != (tt.key != "") || u.ours(tt.url) == tt.foreign {
				t.Errorf("%q, ?tx=%q, ok %v, ours %v", d.key, d.tx, ok, u.ours(tt.url))
			}
		})
	}
}

// A URL that the delivery wrote is always taken apart, and signatures are
// written again.
func TestDeliveryURLsBack(t *testing.T) {
	for _, config := range []string{
		"store: {dir: b}\ndelivery: {cloudinary: {cloud: demo}}\n",
		"store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: upload, sign: sha256, prefix: a/b}}\n",
		"store: {dir: b}\ndelivery: {cloudinary: {cloud: demo, product: fetch, prefix: \"https://b.example.com/c\", transform: w_1}}\n",
	} {
		s := openSite(t, config)
		u, err := s.newDeliveryURLs()
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"a.png", "images/x/ü (1).png", "v1/w_2/a,b.png", "a%20b.png"} {
			for _, tx := range []string{"", "w_5", "c_fill,w_5/e_x"} {
				var extra []string
				if tx != "" {
					extra = []string{tx}
				}
				link, err := s.delivery.url("", key, "image/png", extra)
				if err != nil {
					t.Fatal(err)
				}
				if d, again, ok := u.parse(link); !ok || d.key != key || again != link {
					t.Errorf("%s is taken for %q, ?tx=%q, ok %v", link, d.key, d.tx, ok)
				}
			}
		}
	}
}
