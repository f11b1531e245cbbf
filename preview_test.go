package mdmedia_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia"
)

// A watched is a site that is shown while a test changes it.
type watched struct {
	t       *testing.T
	dir     string
	preview *mdmedia.Preview
	changes chan mdmedia.PreviewChange
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watched) write(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) open(cfg mdmedia.Config) *mdmedia.Site {
	w.t.Helper()
	site, err := mdmedia.Open(cfg, mdmedia.Options{Dir: w.dir, CacheDir: "-", Getenv: func(string) string { return "" }})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { site.Close() })
	return site
}

// show begins the preview and follows changes.
func (w *watched) show(cfg mdmedia.Config, o mdmedia.PreviewOptions) {
	w.t.Helper()
	site := w.open(cfg)
	w.changes = make(chan mdmedia.PreviewChange, 10_000)
	o.Changed = func(c mdmedia.PreviewChange) { w.changes <- c }
	var err error
	if w.preview, err = site.Preview(context.Background(), o); err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.preview.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		if err := w.preview.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

func (w *watched) get(target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "localhost"
	rec := httptest.NewRecorder()
	w.preview.ServeHTTP(rec, r)
	return rec
}

var liveScript = regexp.MustCompile(`<script src="/_mdmedia/live\.js"[^>]*></script>\n`)

// page is what is served, without what only the preview adds.
func (w *watched) page(target string) string {
	return string(liveScript.ReplaceAll(w.get(target).Body.Bytes(), nil))
}

// until waits for a condition, which is looked at after each change.
func (w *watched) until(what string, ok func() bool) {
	w.t.Helper()
	late := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-w.changes:
		case <-time.After(20 * time.Millisecond):
		case <-late:
			w.t.Fatalf("never: %s", what)
		}
	}
}

func newWatched(t *testing.T) *watched {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &watched{t: t, dir: dir}
}

var previewed = mdmedia.Config{
	Content: "content/posts", Covers: []string{"image"}, Site: mdmedia.SiteConfig{Title: "Notes"}, WikiEmbeds: true,
	Mermaid: mdmedia.MermaidConfig{Render: "client"},
}

// built is what a build from nothing writes, by path, and what is wrong.
func (w *watched) built(cfg mdmedia.Config) (map[string]string, []mdmedia.Problem) {
	w.t.Helper()
	cfg.Out = filepath.Join(w.t.TempDir(), "out")
	site := w.open(cfg)
	rep, err := site.Build(context.Background(), mdmedia.BuildOptions{Drafts: true, Future: true})
	if err != nil {
		w.t.Fatal(err)
	}
	files := map[string]string{}
	_ = filepath.WalkDir(cfg.Out, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(cfg.Out, p)
			data, _ := os.ReadFile(p)
			files[filepath.ToSlash(rel)] = string(data)
		}
		return nil
	})
	return files, rep.Problems
}

// differs says in which way what is served is not what a build writes; "": in
// none. A page with a problem is not written, and the preview shows an older one.
func (w *watched) differs(cfg mdmedia.Config) string {
	files, problems := w.built(cfg)
	if got, want := text(w.preview.Problems()), text(problems); got != want {
		return "problems:\n" + got + "\nwant:\n" + want
	}
	for name, want := range files {
		if name == "index.html" && len(problems) > 0 {
			continue // older pages are in the list
		}
		if got := w.page("/" + name); got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			from := max(0, at-100)
			return fmt.Sprintf("%s differs: %.300q, want %.300q", name, got[min(from, len(got)):], want[min(from, len(want)):])
		}
	}
	return ""
}

// outFolder is the output folder in a message.
var outFolder = regexp.MustCompile(`written to \S*/(?:out|public)/`)

func text(list []mdmedia.Problem) string {
	var lines []string
	for _, p := range list {
		lines = append(lines, outFolder.ReplaceAllString(p.Error(), "written to out/"))
	}
	return strings.Join(lines, "\n")
}

// Whatever is done to the files, once it goes quiet what is served is what a
// build from nothing writes.
func TestPreviewEqualsBuild(t *testing.T) {
	edits := 1000
	if testing.Short() {
		edits = 150
	}
	r := rand.New(rand.NewPCG(5, 7))
	w := newWatched(t)
	for i := range 8 {
		w.write(fmt.Sprintf("content/posts/p%d.md", i), post(r))
	}
	for _, name := range []string{"static/a.png", "content/posts/i0.png", "content/posts/i1.png", "content/posts/i2.png", "content/posts/b/i0.png"} {
		w.write(name, picture(0))
	}
	w.write("layout.html", "<h1>{{.Heading}}</h1>{{.Body}}")
	cfg := previewed
	w.show(cfg, mdmedia.PreviewOptions{})
	for done := 0; done < edits; {
		burst := 1 + r.IntN(6) // several changes before it goes quiet
		var what []string
		for range burst {
			what = append(what, w.edit(r))
		}
		done += burst
		var last string
		late := time.Now().Add(20 * time.Second)
		for last = w.differs(cfg); last != ""; last = w.differs(cfg) {
			if time.Now().After(late) {
				t.Fatalf("after %d edits, %q: %s", done, what, last)
			}
			select {
			case <-w.changes:
			case <-time.After(15 * time.Millisecond):
			}
		}
	}
}

// edit makes one random change, as editors and people make them.
func (w *watched) edit(r *rand.Rand) string {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	dirs := []string{"content/posts", "content/posts/b", "content/posts/b/c", "static"}
	anyFile := func() string {
		var names []string
		_ = filepath.WalkDir(w.path("content"), func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				names = append(names, p)
			}
			return nil
		})
		if len(names) == 0 {
			return ""
		}
		return names[r.IntN(len(names))]
	}
	name := path.Join(dirs[r.IntN(3)], fmt.Sprintf("p%d.md", r.IntN(9)))
	switch n := r.IntN(13); n {
	case 0, 1, 2: // written in place
		w.write(name, post(r))
		return "write " + name
	case 3: // in pieces
		must(os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
		f, err := os.Create(w.path(name))
		must(err)
		for piece := range slices.Chunk([]byte(post(r)), 40) {
			_, err := f.Write(piece)
			must(err)
		}
		must(f.Close())
		return "write in pieces " + name
	case 4: // renamed over
		must(os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
		tmp := w.path(path.Join(path.Dir(name), ".save.tmp"))
		must(os.WriteFile(tmp, []byte(post(r)), 0o600))
		must(os.Rename(tmp, w.path(name)))
		return "rename over " + name
	case 5: // broken, or mended
		w.write(name, "---\ntitle: [\n---\n![x](a.png)\n")
		return "break " + name
	case 6, 7:
		img := path.Join(dirs[r.IntN(4)], []string{"a", "i0", "i1", "i2"}[r.IntN(4)]+".png")
		w.write(img, picture(uint8(r.IntN(5))))
		return "picture " + img
	case 8:
		if f := anyFile(); f != "" {
			must(os.Remove(f))
			return "remove " + f
		}
	case 9:
		if f := anyFile(); f != "" {
			to := filepath.Join(filepath.Dir(f), fmt.Sprintf("q%d%s", r.IntN(4), filepath.Ext(f)))
			must(os.Rename(f, to))
			return "rename " + f + " to " + to
		}
	case 10: // a folder moves, and perhaps back
		from, to := w.path("content/posts/b"), w.path("content/posts/moved")
		if r.IntN(2) == 0 {
			from, to = to, from
		}
		if _, err := os.Stat(from); err == nil {
			must(os.RemoveAll(to))
			must(os.Rename(from, to))
			return "move " + from
		}
	case 11:
		must(os.RemoveAll(w.path("content/posts/b/c")))
		return "remove a folder"
	case 12: // a save that changes nothing
		if f := anyFile(); f != "" {
			now := time.Now()
			must(os.Chtimes(f, now, now))
			return "touch " + f
		}
	}
	return "nothing"
}

func TestPreviewFollows(t *testing.T) {
	w := newWatched(t)
	w.write("content/posts/a.md", "---\ntitle: A\nimage: x.png\n---\nOne. ![x](x.png)\n")
	w.write("content/posts/x.png", picture(1))
	w.write("content/posts/draft.md", "---\ntitle: Draft\ndraft: true\n---\nNot yet.\n")
	w.write("content/posts/unused.png", picture(9))
	w.write("static/style.css", "body{}")
	w.write(mdmedia.ConfigFile, "content: content/posts\nlayout: layout.html\ndelivery: {cloudinary: {cloud: demo}}\nstore: {s3: {bucket: b}}\nsite: {title: Notes}\n")
	w.write("layout.html", "<main>{{.Heading}} {{.Body}}</main>")
	open := func() (*mdmedia.Site, error) {
		cfg, err := mdmedia.LoadConfig(w.path(mdmedia.ConfigFile))
		if err != nil {
			return nil, err
		}
		return mdmedia.Open(cfg, mdmedia.Options{Dir: w.dir, CacheDir: t.TempDir(), Getenv: func(string) string { return "" }})
	}
	cfg, err := mdmedia.LoadConfig(w.path(mdmedia.ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	w.show(cfg, mdmedia.PreviewOptions{Reopen: open})
	has := func(target, part string) func() bool {
		return func() bool { return strings.Contains(w.page(target), part) }
	}
	if got, want := w.page("/a/"), `<main>A <p>One. <img src="/images/a/x.png?tx=q_auto,f_auto" alt="x" width="2" height="2" loading="lazy" decoding="async"></p>`; !strings.HasPrefix(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
	if r := w.get("/images/a/x.png?tx=q_auto,f_auto,w_1"); r.Code != http.StatusOK || r.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture: %d %v", r.Code, r.Header())
	}
	for target, code := range map[string]int{
		"/style.css": 200, "/draft/": 200, "/a": 302, "/nothing/": 404, "/_mdmedia/": 200, "/_mdmedia/live.js": 200, "/_mdmedia/x": 404,
		"/content/posts/a.md": 404, "/mdmedia.yaml": 404, "/static/": 404, "/images/": 404, "/images/a/none.png?tx=w_1": 404,
		"/images/a/x.png?tx=zz_1": 400, "/..%2f..%2fetc/passwd": 404, "/.mdmedia/": 404, "/favicon.ico": 404, "/feed.xml": 404,
	} {
		if r := w.get(target); r.Code != code {
			t.Errorf("%s: %d, want %d", target, r.Code, code)
		}
	}
	over := w.page("/_mdmedia/")
	for _, part := range []string{"2 posts, 1 media file, 2 pictures for Cloudinary to derive", "draft</span>", "unused.png", `src="/images/a/x.png?tx=q_auto,f_auto,w_320"`} {
		if !strings.Contains(over, part) {
			t.Errorf("the overview lacks %s:\n%s", part, over)
		}
	}

	w.write("layout.html", "<article>{{.Heading}} {{.Body}}</article>")
	w.until("another layout", has("/a/", "<article>A"))
	w.write("content/posts/a.md", "---\ntitle: A\n---\nTwo. ![x](y.png)\n")
	w.until("a problem", func() bool { return strings.Contains(text(w.preview.Problems()), `"y.png" not found`) })
	if !has("/a/", "One.")() {
		t.Errorf("not the last good page: %s", w.page("/a/"))
	}
	w.write("content/posts/y.png", picture(2))
	w.until("the picture that was missing", has("/a/", "Two."))
	if len(w.preview.Problems()) != 0 {
		t.Error(w.preview.Problems())
	}
	w.write(mdmedia.ConfigFile, "content: content/posts\nsite: {titel: X}\n")
	w.until("a broken configuration", func() bool { return strings.Contains(text(w.preview.Problems()), `did you mean "title"`) })
	if !has("/a/", "Two.")() {
		t.Errorf("not the site as it was: %s", w.page("/a/"))
	}
	w.write(mdmedia.ConfigFile, "content: content/posts\nsite: {title: Other}\n")
	w.until("another configuration", has("/a/", "<title>A · Other</title>"))
	if r := w.get("/media/images/a/y.png"); r.Code != http.StatusOK || !bytes.Equal(r.Body.Bytes(), []byte(picture(2))) {
		t.Errorf("the picture without Cloudinary: %d", r.Code)
	}

	if err := os.Rename(w.path("content"), w.path("away")); err != nil {
		t.Fatal(err)
	}
	w.until("the content folder is gone", func() bool { return len(w.preview.Problems()) > 0 })
	if !has("/a/", "Two.")() {
		t.Errorf("not the last good page: %s", w.page("/a/"))
	}
	if err := os.Rename(w.path("away"), w.path("content")); err != nil {
		t.Fatal(err)
	}
	w.until("it is back", func() bool { return len(w.preview.Problems()) == 0 })
	w.write("content/posts/a.md", "---\ntitle: A\n---\nThree.\n")
	w.until("and followed", has("/a/", "Three."))

	if err := os.Rename(w.dir, w.dir+"-away"); err != nil {
		t.Fatal(err)
	}
	w.until("the site is gone", func() bool { return len(w.preview.Problems()) > 0 })
	if err := os.Rename(w.dir+"-away", w.dir); err != nil {
		t.Fatal(err)
	}
	w.until("the site is back", func() bool { return len(w.preview.Problems()) == 0 })
	w.write("content/posts/a.md", "---\ntitle: A\n---\nFour.\n")
	w.until("and followed as well", has("/a/", "Four."))
}

// Who points another name at this computer gets nothing.
func TestPreviewGuardsItself(t *testing.T) {
	w := newWatched(t)
	w.write("content/posts/a.md", "# Secret\n")
	w.show(previewed, mdmedia.PreviewOptions{Host: "laptop.local"})
	for host, code := range map[string]int{
		"localhost": 200, "localhost:4000": 200, "127.0.0.1:4000": 200, "[::1]:4000": 200, "192.168.1.7": 200, "laptop.local:80": 200,
		"evil.example": 403, "evil.example:4000": 403, "localhost.evil.example": 403, "127.0.0.1.nip.io": 403, "": 403,
	} {
		for _, target := range []string{"/a/", "/_mdmedia/", "/_mdmedia/live.js"} {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.Host = host
			rec := httptest.NewRecorder()
			if w.preview.ServeHTTP(rec, r); rec.Code != code {
				t.Errorf("%s of %q: %d, want %d", target, host, rec.Code, code)
			}
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/a/", nil)
	r.Host = "localhost"
	rec := httptest.NewRecorder()
	if w.preview.ServeHTTP(rec, r); rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", rec.Code)
	}
}
