package mdmedia_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia"
)

// A folder is a site on disk whose files get times of their own choice, so that
// nothing depends on how fast the test is.
type folder struct {
	t     *testing.T
	dir   string
	clock time.Time
	// edited are the results that someone changed: they are his from then on.
	edited map[string]bool
	// checked is what Check said after the last build.
	checked *mdmedia.Report
}

func newFolder(t *testing.T) *folder {
	return &folder{t: t, dir: t.TempDir(), edited: map[string]bool{}, clock: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *folder) write(name, text string) {
	f.t.Helper()
	f.clock = f.clock.Add(time.Second)
	p := f.path(name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Chtimes(p, f.clock, f.clock); err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) read(name string) string {
	f.t.Helper()
	data, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

// build builds the site into out, with the cache in the folder cache ("-":
// none), and returns the report without what differs from run to run.
func (f *folder) build(cfg mdmedia.Config, dir, out, cache string, o mdmedia.BuildOptions) *mdmedia.Report {
	f.t.Helper()
	cfg.Out = f.path(out)
	// What is drawn is kept elsewhere, and drawing takes its time.
	cfg.Mermaid.Render = "client"
	site, err := mdmedia.Open(cfg, mdmedia.Options{
		Dir: f.path(dir), CacheDir: cache, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		f.t.Fatal(err)
	}
	defer site.Close()
	rep, err := site.Build(context.Background(), o)
	if err != nil {
		f.t.Fatal(err)
	}
	if f.checked, err = site.Check(context.Background(), mdmedia.CheckOptions{}); err != nil {
		f.t.Fatal(err)
	}
	return rep
}

// clean builds a copy of the site from nothing.
func (f *folder) clean(cfg mdmedia.Config, o mdmedia.BuildOptions) *mdmedia.Report {
	f.t.Helper()
	for _, dir := range []string{"copy", "clean"} {
		if err := os.RemoveAll(f.path(dir)); err != nil {
			f.t.Fatal(err)
		}
	}
	for _, dir := range []string{"content", "static"} {
		if err := os.CopyFS(f.path("copy/"+dir), os.DirFS(f.path("site/"+dir))); err != nil {
			f.t.Fatal(err)
		}
	}
	return f.build(cfg, "copy", "clean", "-", o)
}

// tree is every file below a folder of the site.
func (f *folder) tree(dir string) map[string]string {
	files := map[string]string{}
	_ = filepath.WalkDir(f.path(dir), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(f.path(dir), p)
			files[filepath.ToSlash(rel)] = f.read(filepath.ToSlash(strings.TrimPrefix(p, f.dir)))
		}
		return nil
	})
	return files
}

func picture(c uint8) string {
	img := image.NewGray(image.Rect(0, 0, 2, 2))
	img.SetGray(0, 0, color.Gray{c})
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.String()
}

// A file that looks as it did is not opened: what changed behind its back is
// not seen.
func TestUnchangedIsNotOpened(t *testing.T) {
	f := newFolder(t)
	f.write("site/content/posts/a.md", "---\ntitle: A\n---\n![x](x.png) one\n")
	f.write("site/content/posts/x.png", picture(1))
	cfg := mdmedia.Config{}
	if rep := f.build(cfg, "site", "out", f.path("cache"), mdmedia.BuildOptions{}); rep.Written != 2 || rep.Uploaded != 1 {
		t.Fatalf("%+v", rep)
	}
	before := f.tree("out")
	for name, text := range map[string]string{
		"site/content/posts/a.md":  "---\ntitle: B\n---\n![x](x.png) two\n",
		"site/content/posts/x.png": strings.Replace(picture(1), "\x89PNG", "\x00\x00\x00\x00", 1),
	} {
		fi, err := os.Stat(f.path(name))
		if err != nil || fi.Size() != int64(len(text)) {
			t.Fatal(err, len(text))
		}
		file, err := os.OpenFile(f.path(name), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(text); err != nil || file.Close() != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(f.path(name), fi.ModTime(), fi.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	rep := f.build(cfg, "site", "out", f.path("cache"), mdmedia.BuildOptions{})
	if rep.Written != 0 || rep.Uploaded != 0 || rep.Kept != 2 || rep.References != 1 || rep.Resolved != 1 || len(rep.Problems) != 0 {
		t.Errorf("%+v", rep)
	}
	if after := f.tree("out"); !reflect.DeepEqual(after, before) {
		t.Errorf("changed: %q", after)
	}
	f.write("site/content/posts/x.png", picture(2))
	f.write("site/content/posts/a.md", "---\ntitle: C\n---\n![x](x.png) two\n")
	if rep := f.build(cfg, "site", "out", f.path("cache"), mdmedia.BuildOptions{}); rep.Written != 2 || rep.Uploaded != 1 {
		t.Errorf("%+v", rep)
	}
}

// Whatever is changed between two builds, the second makes what a build
// without any memory makes, and says the same.
func TestIncrementalIsClean(t *testing.T) {
	steps := 120
	if testing.Short() {
		steps = 30
	}
	for _, format := range []string{mdmedia.HTML, mdmedia.Markdown, mdmedia.JSON} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(format))))
			f := newFolder(t)
			cfg := mdmedia.Config{
				Format: format, Content: "content/posts", Static: []string{"static"}, Missing: "error", Covers: []string{"image"}, WikiEmbeds: true,
				Store:    mdmedia.StoreConfig{Dir: "bucket"},
				Delivery: mdmedia.DeliveryConfig{Cloudinary: &mdmedia.CloudinaryConfig{Cloud: "demo"}},
			}
			var o mdmedia.BuildOptions
			for i := range 6 {
				f.write(fmt.Sprintf("site/content/posts/p%d.md", i), post(r))
			}
			f.write("site/static/a.png", picture(0))
			for step := range steps {
				what := change(r, f, &cfg, &o)
				got := f.build(cfg, "site", "out", f.path("cache"), o)
				checked := f.checked
				want := f.clean(cfg, o)
				if checked.References != f.checked.References || checked.Resolved != f.checked.Resolved || problems(checked) != problems(f.checked) {
					t.Fatalf("step %d, %s: check says %+v\nwant %+v", step, what, checked, f.checked)
				}
				if problems(got) != problems(want) {
					t.Fatalf("step %d, %s: problems\n%s\nwant\n%s", step, what, problems(got), problems(want))
				}
				if got.References != want.References || got.Resolved != want.Resolved || got.Remote != want.Remote || got.Posts != want.Posts || got.Skipped != want.Skipped {
					t.Fatalf("step %d, %s: counts %+v\nwant %+v", step, what, got, want)
				}
				have, wish := f.tree("out"), f.tree("clean")
				for name, text := range wish {
					// The lists name the older pages of posts with problems.
					list := name == "index.html" || name == "posts.json"
					if have[name] != text && (!list || len(want.Problems) == 0) {
						t.Fatalf("step %d, %s: %s has %s", step, what, name, firstDifference(have[name], text))
					}
				}
				for name := range have { // older results of posts with problems stay
					if _, ok := wish[name]; !ok && len(want.Problems) == 0 && !f.edited[name] {
						t.Fatalf("step %d, %s: %s is left over", step, what, name)
					}
				}
			}
		})
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range w {
		if i >= len(g) || g[i] != w[i] {
			return fmt.Sprintf("line %d %q, want %q", i+1, g[min(i, len(g)-1)], w[i])
		}
	}
	return "more lines than " + fmt.Sprint(len(w))
}

// problems are those of the site as it is; a clean build cannot know what was
// replaced.
func problems(rep *mdmedia.Report) string {
	var b strings.Builder
	for _, p := range rep.Problems {
		if strings.Contains(p.Message, "changed, but its URL does not") {
			continue
		}
		fmt.Fprintln(&b, strings.ReplaceAll(fmt.Sprint(p), "/copy/", "/site/"))
	}
	return b.String()
}

// post writes a post that depends on what posts can depend on.
func post(r *rand.Rand) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: T%d\ndate: 2024-0%d-01\n", r.IntN(100), 1+r.IntN(9))
	switch r.IntN(8) {
	case 0:
		b.WriteString("draft: true\n")
	case 1:
		b.WriteString("date: 2026-01-01\n") // twice is a problem, and so may be the future
	case 2:
		fmt.Fprintf(&b, "slug: s%d\n", r.IntN(9))
	case 3:
		b.WriteString("image: /a.png?tx=w_9\n")
	}
	b.WriteString("---\n")
	for range 1 + r.IntN(3) {
		switch r.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "[to](p%d.md#x)\n\n", r.IntN(8))
		case 1:
			fmt.Fprintf(&b, "![i](i%d.png?tx=w_5)\n\n", r.IntN(3))
		case 2:
			b.WriteString("![s](/a.png)\n\n")
		case 3:
			fmt.Fprintf(&b, "![[i%d.png]]\n\n", r.IntN(3))
		case 4:
			b.WriteString("```mermaid\ngraph TD\n```\n\n")
		case 5:
			fmt.Fprintf(&b, "[file](i%d.png) [static](/a.png)\n\n", r.IntN(3))
		}
	}
	return b.String()
}

// change changes one thing that a build depends on, and says what.
func change(r *rand.Rand, f *folder, cfg *mdmedia.Config, o *mdmedia.BuildOptions) string {
	name := fmt.Sprintf("site/content/posts/p%d.md", r.IntN(8))
	img := fmt.Sprintf("site/content/posts/i%d.png", r.IntN(3))
	switch r.IntN(12) {
	case 0, 1, 2:
		f.write(name, post(r))
		return "write " + name
	case 3:
		_ = os.Remove(f.path(name))
		return "remove " + name
	case 4, 5, 6:
		f.write(img, picture(uint8(r.IntN(200))))
		return "write " + img
	case 7:
		_ = os.Remove(f.path(img))
		return "remove " + img
	case 8:
		f.write("site/static/a.png", picture(uint8(r.IntN(200))))
		return "write a.png"
	case 9:
		for _, p := range slices.Sorted(maps.Keys(f.tree("out"))) { // someone edits a result
			if r.IntN(3) == 0 && cfg.Format != mdmedia.Markdown {
				f.write("out/"+p, "edited")
				f.edited[p] = true
				return "edit " + p
			}
		}
		return "nothing"
	case 10:
		cfg.Site.Title = fmt.Sprint("Site ", r.IntN(3))
		return "title"
	default:
		o.Drafts, o.Future = r.IntN(2) == 0, r.IntN(2) == 0
		return "flags"
	}
}
