package content_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mdmedia/mdmedia/content"
)

// site makes a file system in memory: each file holds its own name.
func site(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range names {
		fsys[name] = &fstest.MapFile{Data: []byte(name)}
	}
	return fsys
}

func TestFind(t *testing.T) {
	fsys := site("b.md", "a.MD", "a/b.md", "a-b.markdown", "a/index.fr.md", "a/cat.png", "notes.mdx", "md", ".hidden.md",
		".git/x.md", "a/.obsidian/x.md", "node_modules/m/README.md", "public/out.md", "a/public/in.md", "folder.md/x.md")
	for _, c := range []struct {
		name string
		o    content.Options
		want string
	}{
		{"all", content.Options{}, "a-b.markdown a.MD a/b.md a/index.fr.md a/public/in.md b.md folder.md/x.md public/out.md"},
		{"without the output", content.Options{Exclude: []string{"./public/"}}, "a-b.markdown a.MD a/b.md a/index.fr.md a/public/in.md b.md folder.md/x.md"},
		{"in a folder", content.Options{Dir: "a/", Exclude: []string{"a/public"}}, "a/b.md a/index.fr.md"},
		{"at the root", content.Options{Dir: ".", Extensions: []string{"mdx", ".MARKDOWN"}}, "a-b.markdown notes.mdx"},
	} {
		names, err := content.Find(fsys, c.o)
		if got := strings.Join(names, " "); err != nil || got != c.want {
			t.Errorf("%s: got %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

// locked refuses to list one folder and to open one file.
type locked struct{ fs.FS }

func (l locked) Open(name string) (fs.File, error) {
	if path.Base(name) == "locked" || path.Base(name) == "locked.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

func TestFindAndLoadGoOnAfterAnError(t *testing.T) {
	fsys := locked{site("a/x.md", "locked/y.md", "z.md", "locked.md")}
	fsys.FS.(fstest.MapFS)["bad.md"] = &fstest.MapFile{Data: []byte("---\ndate: x\n---\n")}
	names, err := content.Find(fsys, content.Options{})
	if got := strings.Join(names, " "); got != "a/x.md bad.md locked.md z.md" {
		t.Errorf("names %s", got)
	}
	const folder = "locked: folder cannot be read: permission denied: change its permissions"
	if messages(err) != folder || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
	posts, err := content.Load(fsys, content.Options{})
	if len(posts) != 2 || posts[0].Name != "a/x.md" || posts[1].Name != "z.md" || string(posts[1].Source) != "z.md" {
		t.Errorf("posts %v", posts)
	}
	want := folder + "\nbad.md:2:7: date \"x\" is not understood: write 2022-08-18" +
		"\nlocked.md: file cannot be read: permission denied: change its permissions"
	if got := messages(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFindAndReadErrors(t *testing.T) {
	_, err := content.Find(site(), content.Options{Dir: "posts"})
	if got, want := messages(err), "posts: folder does not exist: create it or correct the path"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = content.Find(site(), content.Options{Dir: "../posts"})
	if got, want := messages(err), `../posts: folder has an invalid name: write a slash path inside the site, without ".."`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = content.Read(site(), "a.md")
	if got, want := messages(err), "a.md: file does not exist: create it or correct the path"; got != want || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = content.Read(site("a.md/b"), "a.md")
	if got := messages(err); !strings.HasPrefix(got, "a.md: file ") { // the rest is the file system's
		t.Errorf("got %q", got)
	}
}

// disk makes a folder with files in it and opens it as a root.
func disk(t testing.TB, names ...string) (dir string, fsys fs.FS) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range names {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root.FS()
}

func link(t testing.TB, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

func TestFindSymbolicLinks(t *testing.T) {
	outside, _ := disk(t, "secret.md")
	dir, fsys := disk(t, "site/a.md", "site/sub/b.md")
	link(t, "../a.md", filepath.Join(dir, "site/sub/file.md"))
	link(t, "..", filepath.Join(dir, "site/sub/loop"))
	link(t, "..", filepath.Join(dir, "site/sub/loop.md"))
	link(t, "gone.md", filepath.Join(dir, "site/broken.md"))
	link(t, filepath.Join(outside, "secret.md"), filepath.Join(dir, "site/out.md"))
	names, err := content.Find(fsys, content.Options{Dir: "site"})
	if got := strings.Join(names, " "); got != "site/a.md site/sub/b.md site/sub/file.md" {
		t.Errorf("names %s", got)
	}
	want := "site/broken.md: file is a symbolic link to nothing: correct the link or remove it\n" +
		"site/out.md: file is a symbolic link that leads out of the site: copy the file into it"
	if got := messages(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := content.Read(fsys, "site/out.md"); messages(err) != "site/out.md: file is a symbolic link that leads out of the site: copy the file into it" {
		t.Error(err)
	}
}

func TestLoadInOrder(t *testing.T) {
	fsys := fstest.MapFS{}
	var want []string
	for i := range 500 {
		name := fmt.Sprintf("%d/post-%d.md", i%7, i)
		fsys[name] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %d\n---\n", i)}
		want = append(want, name)
	}
	slices.Sort(want)
	posts, err := content.Load(fsys, content.Options{})
	if err != nil || len(posts) != len(want) {
		t.Fatal(len(posts), err)
	}
	for i, p := range posts {
		if p.Name != want[i] || "post-"+p.Title != p.Slug {
			t.Fatalf("post %d is %s (%s), want %s", i, p.Name, p.Title, want[i])
		}
	}
	if posts, err := content.Load(site(), content.Options{}); len(posts) != 0 || err != nil {
		t.Error(posts, err)
	}
}

// BenchmarkFindRead lists and reads 10,000 posts of about 1 kB in one loop.
func BenchmarkFindRead(b *testing.B) {
	dir := b.TempDir()
	body := strings.Repeat("Some text with ![an image](img.png) in it.\n", 20)
	for i := range 10_000 {
		folder := filepath.Join(dir, fmt.Sprintf("section-%d", i%6), fmt.Sprintf("post-%d", i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		post := fmt.Sprintf("---\ntitle: Post %d\ndate: 2022-08-18\ntags: [a, b]\nimage: me.jpg\n---\n\n%s", i, body)
		if err := os.WriteFile(filepath.Join(folder, "index.md"), []byte(post), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	fsys := os.DirFS(dir)
	b.ReportAllocs()
	for b.Loop() {
		names, err := content.Find(fsys, content.Options{})
		if err != nil || len(names) != 10_000 {
			b.Fatal(len(names), err)
		}
		for _, name := range names {
			p, err := content.Read(fsys, name)
			if err != nil || len(p.Values("image")) != 1 {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	src := []byte("---\ntitle: Post\ndate: 2022-08-18\ntags: [a, b]\nimage: me.jpg\n---\n\n" + strings.Repeat("Some text.\n", 80))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := content.Parse("a/post.md", src); err != nil {
			b.Fatal(err)
		}
	}
}
