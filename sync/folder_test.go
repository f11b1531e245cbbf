package sync_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func newFolder(t testing.TB, dir string) *sync.Folder {
	t.Helper()
	s, err := sync.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tree lists the files below dir.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			p, err = filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(p))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFolderNames(t *testing.T) {
	if s := newFolder(t, "public//media/"); s.Name() != "dir:public/media" {
		t.Errorf("the name is %q", s.Name())
	}
	if s, err := sync.NewNamedFolder("public/media", t.TempDir()); err != nil || s.Name() != "dir:public/media" {
		t.Errorf("%v, %v", s.Name(), err)
	}
	if _, err := sync.NewNamedFolder("x", ""); err == nil {
		t.Error("no folder is a folder")
	}
}

func TestFolderPutLeavesPlainFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bucket")
	s := newFolder(t, dir)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("the folder was made before the first Put")
	}
	for i := range 200 { // more folders than are kept open
		for _, c := range []sync.Condition{sync.IfAbsent, sync.Any} {
			if _, err := s.Put(t.Context(), storetest.File(fmt.Sprintf("d%d/deep/a", i), "x"), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if names := tree(t, dir); len(names) != 200 || !slices.Contains(names, "d7/deep/a") {
		t.Errorf("the folder holds %q", names)
	}
	info, err := os.Stat(filepath.Join(dir, "d7/deep/a"))
	if err != nil || info.Mode().Perm()&^0o644 != 0 || info.Mode().Perm()&0o400 == 0 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
}

func TestFolderStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"folder": outside, "file": secret} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	s := newFolder(t, dir)
	if _, err := s.Put(t.Context(), storetest.File("folder/secret", "x"), sync.Any); err == nil {
		t.Error("a link to a folder was followed")
	}
	if _, err := s.Head(t.Context(), "file"); !errors.Is(err, sync.ErrNotFound) {
		t.Errorf("a link is an object: %v", err)
	}
	if _, err := s.Put(t.Context(), storetest.File("file", "x"), sync.Any); err != nil {
		t.Error(err) // the link is replaced
	}
	if err := s.Delete(t.Context(), "folder/secret"); err == nil {
		t.Error("deleting through a link is no error")
	}
	if got, err := os.ReadFile(secret); err != nil || string(got) != "theirs" {
		t.Errorf("the file outside holds %q, %v", got, err)
	}
	for obj, err := range s.List(t.Context(), "") {
		if err != nil || obj.Key != "file" {
			t.Errorf("the listing has %+v, %v", obj, err)
		}
	}
}

func TestFolderRefusesKeys(t *testing.T) {
	s := newFolder(t, t.TempDir())
	for key, want := range map[string]string{
		"a//b":                   "a//b: a folder cannot hold this key: it has an empty segment or a reserved name",
		"a/":                     "a/: a folder cannot hold this key: it has an empty segment or a reserved name",
		".mdmedia-7-1.part":      ".mdmedia-7-1.part: the name is reserved for files that are being written",
		strings.Repeat("é", 128): strings.Repeat("é", 20) + "..." + strings.Repeat("é", 20) + ": a folder cannot hold a name of 256 bytes, at most 255: shorten it",
	} {
		if _, err := s.Put(t.Context(), storetest.File(key, "x"), sync.Any); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestFolderSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	s, err := sync.NewNamedFolder("media", dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), storetest.File("a/b", "x"), sync.Any); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"a":     "dir:media: a: a file and a folder would have the same name: change one of the keys",
		"a/b/c": "dir:media: a/b/c: a file and a folder would have the same name: change one of the keys",
	} {
		for _, c := range []sync.Condition{sync.Any, sync.IfAbsent} {
			_, err := s.Put(t.Context(), storetest.File(key, "x"), c)
			if errors.Is(err, sync.ErrCondition) && c == sync.IfAbsent {
				continue // there is something, in a way
			}
			if err == nil || err.Error() != want {
				t.Errorf("%q: %v, want %s", c, err, want)
			}
		}
	}
	file := storetest.File("x", "x")
	file.Open = func() (io.ReadSeekCloser, error) {
		return nil, &os.PathError{Op: "open", Path: "/machine/path", Err: syscall.EACCES}
	}
	if _, err := s.Put(t.Context(), file, sync.Any); err == nil || err.Error() != "local/x: cannot be read: permission denied: mend that and run again" {
		t.Error(err)
	}
	if names := tree(t, dir); !slices.Equal(names, []string{"a/b"}) {
		t.Errorf("the folder holds %q", names)
	}
}

func TestFolderWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may do everything")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	s, err := sync.NewNamedFolder("media", dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Put(t.Context(), storetest.File("a", "x"), sync.Any)
	if want := "dir:media: a: no permission: allow this user to read and write the folder"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A disk that is full: /dev/full has the error of one.
func TestFolderDiskFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	_, cause := full.WriteString("x")
	s, err := sync.NewNamedFolder("media", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	err = sync.FolderFail(s, "put", "a", cause)
	var e *sync.StoreError
	if want := "dir:media: no space is left on the disk: make room and run again"; !errors.As(err, &e) || !e.Fatal || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Someone empties the output folder while the store has it open.
func TestFolderRemovedMeanwhile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bucket")
	s := newFolder(t, dir)
	for _, remove := range []string{filepath.Join(dir, "a"), dir} {
		if _, err := s.Put(t.Context(), storetest.File("a/b", "x"), sync.Any); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(remove); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), storetest.File("a/b", "again"), sync.IfAbsent); err != nil {
		t.Error(err)
	}
	if names := tree(t, dir); !slices.Equal(names, []string{"a/b"}) {
		t.Errorf("the folder holds %q", names)
	}
}

// What a killed process left is no object, and goes when nobody writes to it
// any more.
func TestFolderTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".mdmedia-1-1.part": time.Hour, ".mdmedia-1-2.part": 0, "mine.part": time.Hour} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(p, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	s := newFolder(t, dir)
	if _, err := s.Put(t.Context(), storetest.File("a", "x"), sync.Any); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for obj := range s.List(t.Context(), "") {
		keys = append(keys, obj.Key)
	}
	if !slices.Equal(keys, []string{"a", "mine.part"}) {
		t.Errorf("the listing has %q", keys)
	}
	if names := tree(t, dir); !slices.Equal(names, []string{".mdmedia-1-2.part", "a", "mine.part"}) {
		t.Errorf("the folder holds %q", names)
	}
}

// BenchmarkFolder puts 4 small files into each folder, as a site has them.
func BenchmarkFolder(b *testing.B) {
	body := strings.Repeat("x", 5000)
	sum := storetest.File("", body)
	src := filepath.Join(b.TempDir(), "src")
	if err := os.WriteFile(src, []byte(body), 0o600); err != nil {
		b.Fatal(err)
	}
	files := make([]sync.File, b.N)
	for i := range files {
		files[i] = sum
		files[i].Key = fmt.Sprintf("images/post-%d/%d.png", i/4, i)
		files[i].Open = func() (io.ReadSeekCloser, error) { return os.Open(src) }
	}
	s := newFolder(b, filepath.Join(b.TempDir(), "bucket"))
	plan := sync.Diff(files, sync.State{}, sync.Policy{})
	b.ReportAllocs()
	b.ResetTimer()
	if r, err := sync.Apply(b.Context(), s, plan, sync.ApplyOptions{}); err != nil || r.Uploaded != b.N {
		b.Fatal(r, err)
	}
}

// BenchmarkFolderPut is the store alone: a thousand new folders of four small
// pages from memory, one after the other. One op is all of them.
func BenchmarkFolderPut(b *testing.B) {
	const folders, pages = 1000, 4
	file := storetest.File("", strings.Repeat("x", 1300))
	for name, c := range map[string]sync.Condition{"Any": sync.Any, "IfAbsent": sync.IfAbsent} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				s := newFolder(b, filepath.Join(dir, strconv.Itoa(n)))
				for i := range folders * pages {
					file.Key = fmt.Sprintf("posts/post-%d/%d.html", i/pages, i%pages)
					if _, err := s.Put(b.Context(), file, c); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*folders*pages), "µs/put")
		})
	}
}

// Folders are made beside each other, each once, and one that could not be made
// is tried again.
func TestFolderMakesFolders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "taken"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newFolder(t, dir)
	put := func(key string) error {
		_, err := s.Put(t.Context(), storetest.File(key, "x"), sync.IfAbsent)
		return err
	}
	var group errgroup.Group
	for i := range 400 { // more folders than are kept open
		group.Go(func() error { return put(fmt.Sprintf("f%d/g/%d", i/4, i)) })
		group.Go(func() error {
			if err := put(fmt.Sprintf("taken/%d", i)); err == nil || !strings.Contains(err.Error(), "same name") {
				return fmt.Errorf("below a file: %w", err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("f%d/g/%d", i/4, i))); err != nil {
			t.Error(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "taken")); err != nil {
		t.Fatal(err)
	}
	if err := put("taken/1"); err != nil {
		t.Error(err)
	}
}
