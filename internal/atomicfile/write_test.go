package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func openRoot(t testing.TB) (*os.Root, string) {
	t.Helper()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root, dir
}

// text is a write function that sends s in pieces of n bytes.
func text(s string, n int) func(io.Writer) error {
	return func(w io.Writer) error {
		for len(s) > 0 {
			k := min(n, len(s))
			if _, err := io.WriteString(w, s[:k]); err != nil {
				return err
			}
			s = s[k:]
		}
		return nil
	}
}

// files lists every file below dir, so that a leftover temporary file shows.
func files(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func wantFile(t testing.TB, dir, name, want string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %.60q (%d bytes), want %.60q (%d bytes)", name, got, len(got), want, len(want))
	}
	if names := files(t, dir); len(names) != 1 || names[0] != filepath.ToSlash(name) {
		t.Errorf("files %q, want only %q", names, name)
	}
}

func TestWriteComparesWithTheOldFile(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 3*chunk/16) + "end"
	for _, tt := range []struct {
		name, old, new string
		changed        bool
	}{
		{"same", "abc", "abc", false},
		{"same, several chunks", long, long, false},
		{"same, empty", "", "", false},
		{"grown", "abc", "abcd", true},
		{"cut", "abcd", "abc", true},
		{"emptied", "abcd", "", true},
		{"first byte", "xbc", "abc", true},
		{"late byte", long, long[:len(long)-1] + "D", true},
		{"cut after chunks", long, long[:2*chunk], true},
		{"grown after chunks", long[:2*chunk], long, true},
	} {
		for _, how := range []string{"Write", "Write in small pieces", "WriteBytes"} {
			t.Run(tt.name+"/"+how, func(t *testing.T) {
				root, dir := openRoot(t)
				file := filepath.Join(dir, "f.html")
				if err := os.WriteFile(file, []byte(tt.old), 0o600); err != nil {
					t.Fatal(err)
				}
				past := time.Now().Add(-time.Hour)
				if err := os.Chtimes(file, past, past); err != nil {
					t.Fatal(err)
				}
				var changed bool
				var err error
				switch how {
				case "Write":
					changed, err = Write(root, "f.html", 0, text(tt.new, len(tt.new)+1))
				case "WriteBytes":
					changed, err = WriteBytes(root, "f.html", 0, []byte(tt.new))
				default:
					changed, err = Write(root, "f.html", 0, text(tt.new, 1000))
				}
				if err != nil || changed != tt.changed {
					t.Fatalf("changed = %v, err = %v; want %v", changed, err, tt.changed)
				}
				wantFile(t, dir, "f.html", tt.new)
				info, _ := os.Stat(file)
				if touched := info.ModTime().After(past.Add(time.Minute)); touched != tt.changed {
					t.Errorf("modification time changed = %v, want %v", touched, tt.changed)
				}
			})
		}
	}
}

func TestWriteMakesFolders(t *testing.T) {
	root, dir := openRoot(t)
	changed, err := WriteBytes(root, "a/b/c/f.html", 0o600, []byte("x"))
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	wantFile(t, dir, "a/b/c/f.html", "x")
	if info, _ := os.Stat(filepath.Join(dir, "a/b/c/f.html")); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
}

func TestWriteNewEmptyFile(t *testing.T) {
	root, dir := openRoot(t)
	changed, err := Write(root, "empty", 0, func(io.Writer) error { return nil })
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	wantFile(t, dir, "empty", "")
}

func TestLongName(t *testing.T) {
	root, dir := openRoot(t)
	for _, name := range []string{strings.Repeat("n", 255), strings.Repeat("é", 127)} {
		if _, err := WriteBytes(root, name, 0, []byte("x")); err != nil {
			t.Fatal(err)
		}
		wantFile(t, dir, name, "x")
		if err := root.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestErrorsLeaveTheOldFile(t *testing.T) {
	boom := errors.New("layout.html:3: boom")
	for _, tt := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"at once", func(io.Writer) error { return boom }},
		{"after writing", func(w io.Writer) error {
			_, _ = w.Write(bytes.Repeat([]byte("y"), 3*chunk))
			return boom
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, dir := openRoot(t)
			if _, err := WriteBytes(root, "f", 0, []byte("old")); err != nil {
				t.Fatal(err)
			}
			changed, err := Write(root, "f", 0, tt.write)
			if err != boom || changed {
				t.Fatalf("changed = %v, err = %v; want the error of the write function itself", changed, err)
			}
			wantFile(t, dir, "f", "old")
		})
	}
}

func TestPanicLeavesNoTemporaryFile(t *testing.T) {
	root, dir := openRoot(t)
	func() {
		defer func() { _ = recover() }()
		_, _ = Write(root, "f", 0, func(w io.Writer) error {
			_, _ = w.Write(bytes.Repeat([]byte("y"), 3*chunk))
			panic("in a template")
		})
	}()
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("left behind: %q", names)
	}
}

func TestMessages(t *testing.T) {
	root, dir := openRoot(t)
	if err := os.MkdirAll(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, want string }{
		{"folder", "folder: is a folder, not a file: remove it or choose another name"},
		{"file/x", "file/x: not a directory"},
		{"../x", "../x: path escapes from parent"},
		{"/etc/x", "/etc/x: path escapes from parent"},
	} {
		_, err := WriteBytes(root, tt.name, 0, []byte("x"))
		if ae := (*Error)(nil); !errors.As(err, &ae) || ae.Name != tt.name {
			t.Errorf("%T", err)
		}
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestSymbolicLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege on Windows")
	}
	root, dir := openRoot(t)
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("same"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := func(target, name string) {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link(secret, "link")
	link(outside, "out")

	// The link itself is replaced, even where its target holds the same bytes.
	changed, err := WriteBytes(root, "link", 0, []byte("same"))
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	if info, _ := os.Lstat(filepath.Join(dir, "link")); !info.Mode().IsRegular() {
		t.Errorf("link is still %v", info.Mode())
	}
	// A folder that leads out is refused.
	if _, err := WriteBytes(root, "out/new", 0, []byte("x")); err == nil || err.Error() != "out/new: path escapes from parent" {
		t.Errorf("error %v", err)
	}
	if names := files(t, outside); len(names) != 1 {
		t.Errorf("written outside: %q", names)
	}
	if b, _ := os.ReadFile(secret); string(b) != "same" {
		t.Errorf("outside file changed: %q", b)
	}
}

func TestIsTemp(t *testing.T) {
	for name, want := range map[string]bool{
		".index.html.tmp-0123abcd00001234":   true,
		"a/b/.x.tmp-0000000000000000":        true,
		TempName("dir/index.html"):           true,
		".x.tmp-0123abcd0000123":             false,
		".x.tmp-0123abcd":                    false,
		"index.html":                         false,
		".index.html.tmp-0123abcg00001234":   false,
		"index.html.tmp-0123abcd00001234":    false,
		".tmp-0123abcd00001234":              false,
		"":                                   false,
		"notes.tmp-0123abcd00001234.html":    false,
		".index.html.tmp-0123abcd00001234/x": false,
	} {
		if IsTemp(name) != want {
			t.Errorf("IsTemp(%q) = %v", name, !want)
		}
	}
}

// What a writer left that is gone is removed, and nothing else.
func TestRemoveStale(t *testing.T) {
	root, dir := openRoot(t)
	gone := exec.CommandContext(t.Context(), "go", "version")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	temp := func(name string, pid int) string { return fmt.Sprintf("%s.tmp-0123abcd%08x", name, pid) }
	for _, sub := range []string{"", "d/"} {
		keep := []string{sub + "f", temp(sub+".f", os.Getpid()), temp(sub+"f", gone.Process.Pid), sub + ".f.tmp-0123abcg00000000"}
		stale := []string{temp(sub+".f", gone.Process.Pid), TempName(sub + "g")[:len(sub)+len(".g.tmp-01234567")] + fmt.Sprintf("%08x", gone.Process.Pid)}
		for _, name := range append(keep, stale...) {
			if _, err := WriteBytes(root, name, 0, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		RemoveStale(root, path.Clean(sub))
		for _, name := range keep {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, name := range stale {
			if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is still there: %v", name, err)
			}
		}
	}
	RemoveStale(root, "no/such/folder")
}

func TestConcurrentWritersOfOneFile(t *testing.T) {
	root, dir := openRoot(t)
	var wg sync.WaitGroup
	for i := range 8 {
		body := strings.Repeat(string(rune('a'+i)), 2*chunk)
		wg.Go(func() {
			if _, err := Write(root, "d/f", 0, text(body, 999)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b, err := os.ReadFile(filepath.Join(dir, "d/f"))
	if err != nil || len(b) != 2*chunk || strings.Trim(string(b), string(b[:1])) != "" {
		t.Errorf("mixed or cut: %d bytes, %v", len(b), err)
	}
	if names := files(t, dir); len(names) != 1 {
		t.Errorf("files %q", names)
	}
}
