package content_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/mdmedia/mdmedia/content"
)

func TestFinder(t *testing.T) {
	fsys := site("content/posts/a/index.md", "content/posts/a/cat.png", "content/posts/a/img/shot 1 (2).png",
		"content/posts/b.md", "content/posts/b/dog.png", "content/posts/other/index.md", "content/posts/other/fig.svg",
		"content/en/a/only.png", "static/img/x.png", "static2/img/x.png", "static2/y.png", "assets/z.png", "w.png", "static/blog/v.png",
		"themes/t/assets/theme.png", "content/l/x.png", "content/l/x.fr.png", "content/l/only.de.png", "content/l/y.png")
	french := func(string) []string { return []string{"fr", "en", "de"} }
	static := []string{"static", "/static2/"}
	slug, name := []content.Place{content.BySlug}, []content.Place{content.ByName}
	all := []content.Place{content.Beside, content.StaticRoots, content.SiteRoot, content.PrettyURL, content.Mounted,
		content.RelativeStatic, content.RelativeRoot}
	a, b := "content/posts/a/index.md", "content/posts/b.md"
	for _, c := range []struct {
		name       string
		o          content.FinderOptions
		post, path string
		want       string // name, root, place
	}{
		{"beside", content.FinderOptions{}, a, "cat.png", `content/posts/a/cat.png "" beside the post`},
		{"beside, dot", content.FinderOptions{}, a, "./img/../cat.png", `content/posts/a/cat.png "" beside the post`},
		{"beside, below", content.FinderOptions{}, a, "img/shot 1 (2).png", `content/posts/a/img/shot 1 (2).png "" beside the post`},
		{"beside, up", content.FinderOptions{}, a, "../b/dog.png", `content/posts/b/dog.png "" beside the post`},
		{"beside, into a static root", content.FinderOptions{Static: static}, a, "../../../static/img/x.png", `static/img/x.png "static" beside the post`},
		{"static, first root", content.FinderOptions{Static: static}, a, "/img/x.png", `static/img/x.png "static" in a static folder`},
		{"static, second root", content.FinderOptions{Static: static}, a, "/y.png", `static2/y.png "static2" in a static folder`},
		{"static at the root", content.FinderOptions{Static: []string{""}}, a, "/w.png", `w.png "." in a static folder`},
		{"site root", content.FinderOptions{Static: static}, a, "/assets/z.png", `assets/z.png "." at the site's root`},
		{"site root, file there", content.FinderOptions{}, a, "/w.png", `w.png "." at the site's root`},
		{"base", content.FinderOptions{Static: static, Base: "/blog/"}, a, "/blog/img/x.png", `static/img/x.png "static" in a static folder`},
		{"base is a folder, too", content.FinderOptions{Static: static, Base: "blog"}, a, "/blog/v.png", `static/blog/v.png "static" in a static folder`},
		{"order", content.FinderOptions{Static: static, Places: []content.Place{content.SiteRoot, content.StaticRoots}}, a, "/static/img/x.png", `static/img/x.png "static" at the site's root`},
		{"pretty URL of a file", content.FinderOptions{Content: "content", Places: all}, b, "../a/cat.png", `content/posts/a/cat.png "" through the page's URL`},
		{"pretty URL, folder of the page", content.FinderOptions{Content: "content", Places: all}, b, "dog.png", `content/posts/b/dog.png "" through the page's URL`},
		{"pretty URL, own name", content.FinderOptions{Content: "content", Places: all, Pages: map[string]string{a: "/first/", "content/posts/other/index.md": "ja/second"}},
			a, "../ja/second/fig.svg", `content/posts/other/fig.svg "" through the page's URL`},
		{"pretty URL, absolute", content.FinderOptions{Base: "blog", Places: all, Pages: map[string]string{a: "first"}}, b, "/blog/first/cat.png", `content/posts/a/cat.png "" through the page's URL`},
		{"pretty URL into a static root", content.FinderOptions{Static: static, Content: "content", Places: all}, b, "../../img/x.png", `static/img/x.png "static" through the page's URL`},
		{"pretty URL stops at the root", content.FinderOptions{Places: []content.Place{content.PrettyURL}, Static: static}, a, "../../../../../y.png", `static2/y.png "static2" through the page's URL`},
		{"default language", content.FinderOptions{Places: all, Mounts: []content.Mount{{At: "content/fr", Folder: "content/en"}}}, "content/fr/a/index.md", "only.png", `content/en/a/only.png "" through a mount`},
		{"a mount that is a file", content.FinderOptions{Places: all, Mounts: []content.Mount{{At: "img/logo.png", Folder: "assets/z.png"}}}, a, "/img/logo.png", `assets/z.png "." through a mount`},
		{"a post below a mount's folder", content.FinderOptions{Places: all, Mounts: []content.Mount{{At: "content/guide", Folder: "docs"}, {At: "content/pics", Folder: "assets"}}}, "docs/x.md", "../pics/z.png", `assets/z.png "" through a mount`},
		{"in the post's language", content.FinderOptions{Languages: french}, "content/l/p.fr.md", "x.png", `content/l/x.fr.png "" beside the post`},
		{"in its language, by its whole name", content.FinderOptions{Languages: french}, "content/l/p.fr.md", "x.fr.png", `content/l/x.fr.png "" beside the post`},
		{"in every language", content.FinderOptions{Languages: french}, "content/l/p.fr.md", "y.png", `content/l/y.png "" beside the post`},
		{"only in another language", content.FinderOptions{Languages: french}, "content/l/p.fr.md", "only.png", `content/l/only.de.png "" beside the post`},
		{"by slug", content.FinderOptions{Places: slug, Slugs: map[string]string{b: "a"}}, b, "cat.png", `content/posts/a/cat.png "" in the folder of the post's slug`},
		{"by slug, index post", content.FinderOptions{Places: slug, Slugs: map[string]string{a: "a"}}, a, "cat.png", `content/posts/a/cat.png "" in the folder of the post's slug`},
		{"by slug, static", content.FinderOptions{Places: slug, Static: static, Slugs: map[string]string{b: "img"}}, b, "x.png", `static/img/x.png "static" in the folder of the post's slug`},
		{"by name", content.FinderOptions{Places: name}, a, "theme.png", `themes/t/assets/theme.png "" by its name`},
		{"by name, with a folder", content.FinderOptions{Places: name}, a, "./other/fig.svg", `content/posts/other/fig.svg "" by its name`},
		{"translation", content.FinderOptions{Places: []content.Place{content.DefaultLanguage}, Translations: []content.Mount{{At: "content/fr", Folder: "content/en"}}}, "content/fr/a/index.md", "only.png", `content/en/a/only.png "" beside the post in the default language`},
		{"mount", content.FinderOptions{Places: all, Mounts: []content.Mount{{At: "/", Folder: "themes/t"}}}, a, "/assets/theme.png", `themes/t/assets/theme.png "." through a mount`},
		{"relative, static", content.FinderOptions{Static: static, Places: all}, a, "img/x.png", `static/img/x.png "static" in a static folder, by a relative path`},
		{"relative, root", content.FinderOptions{Places: all}, a, "assets/z.png", `assets/z.png "." at the site's root, by a relative path`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := content.NewFinder(fsys, c.o).Find(c.post, c.path)
			if got := fmt.Sprintf("%s %q %v", found.Name, found.Root, found.Place); err != nil || got != c.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
			}
			if err == nil && found.Size != int64(len(found.Name)) {
				t.Errorf("size %d", found.Size)
			}
		})
	}
}

// A name that several files have is none, and hidden or excluded folders hold no
// file that only its name tells.
func TestFinderByNameIsSure(t *testing.T) {
	fsys := site("v/a/x.png", "v/b/x.png", "v/b/c/y.png", "v/.trash/z.png", "v/out/z.png", "z.png")
	f := content.NewFinder(fsys, content.FinderOptions{Content: "v", Exclude: []string{"v/out"}, Places: []content.Place{content.Beside, content.ByName}})
	_, err := f.Find("v/n.md", "x.png")
	if want := `"x.png" could be v/a/x.png or v/b/x.png: write more of the path`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	for p, want := range map[string]string{"b/x.png": "v/b/x.png", "y.png": "v/b/c/y.png", "z.png": "", "../x.png": ""} {
		if found, _ := f.Find("v/n.md", p); found.Name != want {
			t.Errorf("%s: found %q, want %q", p, found.Name, want)
		}
	}
	if found, err := f.Find("v/a/n.md", "x.png"); found.Name != "v/a/x.png" {
		t.Errorf("beside the post: %q, %v", found.Name, err)
	}
	tries := f.Explain("v/n.md", "x.png")
	want := []content.Try{{content.Beside, "v/x.png", content.Missing}, {content.ByName, "v/a/x.png", content.Ambiguous}}
	if !slices.Equal(tries, want) {
		t.Errorf("got %v", tries)
	}
}

func TestFinderErrors(t *testing.T) {
	fsys := site("content/posts/a/index.md", "content/posts/a/cat.png", "content/posts/a/Chart.PNG", "content/posts/a/Img/dog.png",
		"content/posts/a/dog.md", "static/img/logo.svg", "static/Favicon.ico", "post.md", "content/posts/a/cat.d/x.png")
	fsys["content/posts/a/empty.png"] = &fstest.MapFile{}
	fsys["content/posts/a/pipe.png"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	o := content.FinderOptions{Static: []string{"static"}}
	for _, c := range []struct{ post, path, want string }{
		{"", "Chart.png", `"Chart.png" does not exist, but "Chart.PNG" does: names are case-sensitive on servers: write "Chart.PNG"`},
		{"", "./img/Dog.png", `"./img/Dog.png" does not exist, but "./Img/dog.png" does: names are case-sensitive on servers: write "./Img/dog.png"`},
		{"", "../A/cat.png", `"../A/cat.png" does not exist, but "../a/cat.png" does: names are case-sensitive on servers: write "../a/cat.png"`},
		{"", "/favicon.ico", `"/favicon.ico" does not exist, but "/Favicon.ico" does: names are case-sensitive on servers: write "/Favicon.ico"`},
		{"", "Img", `"Img" is a folder: name a file`},
		{"", "Img/", `"Img/" is a folder: name a file`},
		{"", ".", `"." is a folder: name a file`},
		{"", "", `"" is a folder: name a file`},
		{"", "/", `"/" is a folder: name a file`},
		{"", "../../../..", `"../../../.." leads out of the site: move the file into the site`},
		{"", "../../../../etc/passwd", `"../../../../etc/passwd" leads out of the site: move the file into the site`},
		{"", "/../../etc/passwd", `"/../../etc/passwd" leads out of the site: move the file into the site`},
		{"", "/../post.md", `"/../post.md" leads out of the site: move the file into the site`},
		{"", "empty.png", `"empty.png" is empty: save the image again`},
		{"", "pipe.png", `"pipe.png" is not a regular file: save the image as a file`},
		{"", "cat.pgn", `"cat.pgn" not found (looked in content/posts/a): did you mean "cat.png"?`},
		{"", "cta.png", `"cta.png" not found (looked in content/posts/a): did you mean "cat.png"?`},
		{"", "cat.jpg", `"cat.jpg" not found (looked in content/posts/a): did you mean "cat.png"?`},
		{"", "Imgs/dogs.png", `"Imgs/dogs.png" not found (looked in content/posts/a/Imgs): did you mean "Img/dog.png"?`},
		{"", "dog.png", `"dog.png" not found (looked in content/posts/a): put the file there or correct the name`},
		{"", `Img\dog.png`, `"Img\\dog.png" not found (looked in content/posts/a): did you mean "Img/dog.png"?`},
		{"", "/img/logos.svg", `"/img/logos.svg" not found (looked in static/img, img): did you mean "/img/logo.svg"?`},
		{"", "/nowhere.png", `"/nowhere.png" not found (looked in static, the site's root): put the file there or correct the name`},
		{"", "cat.png/x.png", `"cat.png/x.png" not found (looked in content/posts/a/cat.png): put the file there or correct the name`},
		{"", "host.example/p.png", `"host.example/p.png" not found (looked in content/posts/a/host.example): did you mean "https://host.example/p.png"?`},
		{"", "i.host-2.example/p.png", `"i.host-2.example/p.png" not found (looked in content/posts/a/i.host-2.example): did you mean "https://i.host-2.example/p.png"?`},
		{"", ".x/p.png", `".x/p.png" not found (looked in content/posts/a/.x): put the file there or correct the name`},
		{"", "a\nb.png", `"a\nb.png" not found (looked in content/posts/a): put the file there or correct the name`},
		{"post.md", "cat.png", `"cat.png" not found (looked in the site's root): put the file there or correct the name`},
	} {
		t.Run(c.path, func(t *testing.T) {
			if c.post == "" {
				c.post = "content/posts/a/index.md"
			}
			found, err := content.NewFinder(fsys, o).Find(c.post, c.path)
			var nf *content.NotFoundError
			if !errors.As(err, &nf) || nf.Path != c.path || found != (content.Found{}) {
				t.Fatalf("found %+v, error %v", found, err)
			}
			if err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
	_, err := content.NewFinder(fsys, content.FinderOptions{Places: []content.Place{content.StaticRoots}}).Find("post.md", "x.png")
	if want := `"x.png" not found (looked in no folder): put the file there or correct the name`; err.Error() != want {
		t.Errorf("got %s", err)
	}
}

func TestFinderReportsAFolderThatCannotBeRead(t *testing.T) {
	_, err := content.NewFinder(locked{site("locked/x.png")}, content.FinderOptions{}).Find("a.md", "locked/x.png")
	want := `"locked/x.png" is in a folder that cannot be read: permission denied: correct that`
	if err == nil || err.Error() != want || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func TestFinderSymbolicLinks(t *testing.T) {
	outside, _ := disk(t, "secret.png", "folder/x.png")
	dir, fsys := disk(t, "posts/a.md", "posts/cat.png", "shared/dog.png")
	for name, target := range map[string]string{
		"posts/in.png":      "../shared/dog.png",
		"posts/shared":      "../shared",
		"posts/out.png":     filepath.Join(outside, "secret.png"),
		"posts/rel.png":     "../../../../../../etc/passwd",
		"posts/outfolder":   filepath.Join(outside, "folder"),
		"posts/broken.png":  "gone.png",
		"posts/loop.png":    "loop.png",
		"posts/filelink":    "cat.png",
		"posts/folder.png":  "../shared",
		"posts/circle":      ".",
		"posts/Upper.PNG":   "cat.png",
		"posts/brokenlinks": "gone",
	} {
		link(t, target, filepath.Join(dir, filepath.FromSlash(name)))
	}
	f := content.NewFinder(fsys, content.FinderOptions{})
	for path, want := range map[string]string{
		"in.png":                "posts/in.png",
		"shared/dog.png":        "posts/shared/dog.png",
		"circle/circle/cat.png": "posts/circle/circle/cat.png",
		"out.png":               `"out.png" is a symbolic link that leads out of the site: copy the file into it`,
		"rel.png":               `"rel.png" is a symbolic link that leads out of the site: copy the file into it`,
		"outfolder/x.png":       `"outfolder/x.png" is a symbolic link that leads out of the site: copy the file into it`,
		"broken.png":            `"broken.png" is a symbolic link to a file that does not exist: correct the link`,
		"loop.png":              `"loop.png" is a symbolic link to a file that does not exist: correct the link`,
		"filelink/x.png":        `"filelink/x.png" not found (looked in posts/filelink): put the file there or correct the name`,
		"brokenlinks/x.png":     `"brokenlinks/x.png" not found (looked in posts/brokenlinks): put the file there or correct the name`,
		"folder.png":            `"folder.png" is a folder: name a file`,
		"upper.png":             `"upper.png" does not exist, but "Upper.PNG" does: names are case-sensitive on servers: write "Upper.PNG"`,
	} {
		found, err := f.Find("posts/a.md", path)
		got := found.Name
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", path, got, want)
		}
		if err == nil && (found.Size != 1 || found.ModTime.IsZero()) {
			t.Errorf("%s: %+v", path, found)
		}
	}
}

// A Mac writes "é" in two characters (NFD), a keyboard gives one (NFC). Both
// look the same, so the message says it.
func TestFinderNamesTheOtherUnicodeForm(t *testing.T) {
	const nfc, nfd = "\u00e9", "e\u0301"
	f := content.NewFinder(site("posts/caf"+nfd+".png", "posts/"+nfc+"t"+nfc+"/a.png", "posts/"+nfc+"t"+nfc+"/B.png", "posts/r"+nfd+"sum"+nfd+".jpg"),
		content.FinderOptions{})
	for _, c := range []struct {
		path, nearest string
		reason        content.Reason
		want          string
	}{
		{"caf" + nfc + ".png", "caf" + nfd + ".png", content.WrongForm,
			"\"caf" + nfc + ".png\" does not exist, but \"caf" + nfd + ".png\" does, which is the same name in another Unicode form: rename the file or copy its name"},
		{nfd + "t" + nfc + "/a.png", nfc + "t" + nfc + "/a.png", content.WrongForm,
			"\"" + nfd + "t" + nfc + "/a.png\" does not exist, but \"" + nfc + "t" + nfc + "/a.png\" does, which is the same name in another Unicode form: rename the file or copy its name"},
		{nfd + "t" + nfd + "/b.png", nfc + "t" + nfc + "/B.png", content.WrongForm, ""},
		{"CAF" + nfc + ".png", "caf" + nfd + ".png", content.WrongCase, ""},
		{"r" + nfc + "sum" + nfc + ".png", "r" + nfd + "sum" + nfd + ".jpg", content.Missing, ""},
	} {
		_, err := f.Find("posts/a.md", c.path)
		var nf *content.NotFoundError
		if !errors.As(err, &nf) || nf.Nearest != c.nearest || nf.Reason != c.reason || c.want != "" && err.Error() != c.want {
			t.Errorf("%s:\ngot  %v (%+q)\nwant %s (%+q)", c.path, err, nf, c.want, c.nearest)
		}
	}
	if _, err := f.Find("posts/a.md", "caf"+nfd+".png"); err != nil {
		t.Error(err)
	}
}

// folding ignores case when it opens, as the file systems of macOS and Windows
// do; its listings give the true names.
type folding struct{ files fstest.MapFS }

func (f folding) Open(name string) (fs.File, error) {
	for there := range f.files {
		if len(there) >= len(name) && strings.EqualFold(there[:len(name)], name) {
			name = there[:len(name)]
			break
		}
	}
	return f.files.Open(name)
}

func TestFinderDoesNotTrustAFileSystemThatIgnoresCase(t *testing.T) {
	fsys := folding{site("posts/Img/Cat.png", "posts/a.md")}
	if _, err := fs.Stat(fsys, "POSTS/img/cat.PNG"); err != nil {
		t.Fatal(err)
	}
	f := content.NewFinder(fsys, content.FinderOptions{})
	for _, path := range []string{"Img/cat.png", "img/Cat.png"} {
		_, err := f.Find("posts/a.md", path)
		var nf *content.NotFoundError
		if !errors.As(err, &nf) || nf.Reason != content.WrongCase || nf.Nearest != "Img/Cat.png" {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := f.Find("posts/a.md", "Img/Cat.png"); err != nil {
		t.Error(err)
	}
}

// counting counts how often each folder is listed, and everything else.
type counting struct {
	fs.FS
	mu     sync.Mutex
	listed map[string]int
	opened atomic.Int64
}

func (c *counting) Open(name string) (fs.File, error) {
	c.opened.Add(1)
	return c.FS.Open(name)
}

func (c *counting) ReadDir(name string) ([]fs.DirEntry, error) {
	c.mu.Lock()
	c.listed[name]++
	c.mu.Unlock()
	return fs.ReadDir(c.FS, name)
}

func TestFinderListsEachFolderOnce(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprintf("posts/%d/index.md", i), fmt.Sprintf("posts/%d/img/a.png", i))
	}
	c := &counting{FS: site(names...), listed: map[string]int{}}
	f := content.NewFinder(c, content.FinderOptions{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 50 {
				post := fmt.Sprintf("posts/%d/index.md", i)
				if _, err := f.Find(post, "img/a.png"); err != nil {
					t.Error(err)
				}
				if _, err := f.Find(post, "img/b.png"); err == nil {
					t.Error("found b.png")
				}
			}
		})
	}
	wg.Wait()
	if c.opened.Load() > 0 || len(c.listed) != 2+2*50 {
		t.Errorf("%d opened, %d folders listed", c.opened.Load(), len(c.listed))
	}
	for name, n := range c.listed {
		if n != 1 {
			t.Errorf("%s was listed %d times", name, n)
		}
	}
}

// TestManyMissesEnd looks for thousands of similar names in a large folder.
func TestManyMissesEnd(t *testing.T) {
	var names []string
	for i := range 5000 {
		names = append(names, fmt.Sprintf("image-%05d.png", i))
	}
	f := content.NewFinder(site(names...), content.FinderOptions{})
	for i := range 3000 {
		if _, err := f.Find("a.md", fmt.Sprintf("image-%05d.jpg", i+100_000)); err == nil {
			t.Fatal("found")
		}
	}
}

func FuzzFinder(f *testing.F) {
	for _, p := range []string{"a.png", "../x", "/img/x.png", "/../x", "", ".", "a//b", "../../..", "img\\x.png", "A.PNG", "\x00", "ima/x.png"} {
		f.Add("posts/a/index.md", p)
		f.Add("a.md", p)
	}
	fsys := site("posts/a/a.png", "posts/a/img/x.png", "static/img/x.png", "posts/b/c.png", "x.png")
	finder := content.NewFinder(fsys, content.FinderOptions{
		Static: []string{"static"}, Base: "blog", Content: "posts", Pages: map[string]string{"posts/b/index.md": "bb"},
		Mounts: []content.Mount{{At: "posts/c", Folder: "posts/b"}},
		Places: []content.Place{content.Beside, content.StaticRoots, content.SiteRoot, content.PrettyURL, content.Mounted, content.RelativeStatic, content.RelativeRoot,
			content.BySlug, content.DefaultLanguage, content.ByName},
		Slugs: map[string]string{"a.md": "posts/b"}, Translations: []content.Mount{{At: "fr", Folder: "posts"}},
	})
	f.Fuzz(func(t *testing.T, post, p string) {
		if !fs.ValidPath(post) {
			return
		}
		found, err := finder.Find(post, p)
		if err == nil {
			if _, there := fsys[found.Name]; !there {
				t.Fatalf("found %q, which is not there", found.Name)
			}
			return
		}
		var nf *content.NotFoundError
		if !errors.As(err, &nf) || strings.ContainsAny(err.Error(), "\n\r") {
			t.Fatalf("%q", err)
		}
		if nf.Nearest != "" {
			if _, err := finder.Find(post, nf.Nearest); err != nil {
				t.Fatalf("%q is suggested for %q, but: %v", nf.Nearest, p, err)
			}
		}
	})
}

// BenchmarkFinder looks up 4 images in each of 10,000 folders, cold.
func BenchmarkFinder(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		folder := filepath.Join(dir, fmt.Sprintf("section-%d", i%6), fmt.Sprintf("post-%d", i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		for j := range 4 {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("img-%d.png", j)), []byte("x"), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		f := content.NewFinder(os.DirFS(dir), content.FinderOptions{})
		for i := range 10_000 {
			post := fmt.Sprintf("section-%d/post-%d/index.md", i%6, i)
			for j := range 4 {
				if _, err := f.Find(post, fmt.Sprintf("img-%d.png", j)); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
