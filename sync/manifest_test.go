package sync_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// hash returns a SHA-256 for a test.
func hash(s string) string { return storetest.File("k", s).SHA256 }

func entry(path, key, body string) sync.Entry {
	return sync.Entry{Path: path, Key: key, SHA256: hash(body), Size: int64(len(body)), ContentType: "image/png"}
}

func text(t testing.TB, m *sync.Manifest) string {
	t.Helper()
	var b bytes.Buffer
	if n, err := m.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo: %d of %d bytes, %v", n, b.Len(), err)
	}
	return b.String()
}

func TestManifestText(t *testing.T) {
	m := sync.NewManifest("s3://pictures")
	picture := entry("posts/b/a.png", "images/b/a.png", "one")
	picture.Width, picture.Height, picture.Unused = 640, 480, "2026-03-01"
	odd := entry("posts/tab\there/\"q\".png", "images/q.png", "two")
	odd.ContentType = ""
	m.Set(picture)
	m.Set(odd)
	m.Set(entry("posts/a/b c.png", "images/a/b c.png", "three"))
	want := "mdmedia.lock 1\ts3://pictures\n" +
		"posts/a/b c.png\timages/a/b c.png\t" + hash("three") + "\t5\timage/png\t-\t-\n" +
		"posts/b/a.png\timages/b/a.png\t" + hash("one") + "\t3\timage/png\t640x480\t2026-03-01\n" +
		`"posts/tab\there/\"q\".png"` + "\timages/q.png\t" + hash("two") + "\t3\t\"\"\t-\t-\n"
	if got := text(t, m); got != want {
		t.Errorf("the text is\n%s, want\n%s", got, want)
	}
	for name, data := range map[string]string{"as it is": want, "with CRLF": strings.ReplaceAll(want, "\n", "\r\n")} {
		back, err := sync.ParseManifest("lock", []byte(data))
		if err != nil || text(t, back) != want || back.Store() != "s3://pictures" || back.Len() != 3 {
			t.Errorf("%s it comes back as %v, %v", name, back, err)
		}
	}
}

func TestManifestSetLookupRemove(t *testing.T) {
	m := sync.NewManifest("s3://pictures")
	first, second := entry("b", "k", "old"), entry("a", "k", "old")
	other := entry("c", "other", "x")
	for _, e := range []sync.Entry{first, other, second} {
		m.Set(e)
	}
	if got, ok := m.ByKey("k"); !ok || got != second {
		t.Errorf("ByKey gives %+v", got)
	}
	if got, ok := m.Lookup("b", "k"); !ok || got != first {
		t.Errorf("Lookup gives %+v", got)
	}
	// New bytes under the key: the other path's entry would be a lie.
	now := entry("b", "k", "newer")
	m.Set(now)
	if got := slices.Collect(m.All()); !slices.Equal(got, []sync.Entry{now, other}) {
		t.Errorf("the entries are %+v", got)
	}
	if _, ok := m.Lookup("a", "k"); ok {
		t.Error("the entry with the old bytes is still there")
	}
	m.Remove("b", "k")
	m.Remove("b", "never")
	if _, ok := m.ByKey("k"); ok || m.Len() != 1 {
		t.Errorf("%d entries are left", m.Len())
	}
	m.Set(now)
	if got, ok := m.ByKey("k"); !ok || got != now {
		t.Errorf("after it was set again: %+v", got)
	}
}

func TestParseManifestSaysWhatIsWrong(t *testing.T) {
	const head = "mdmedia.lock 1\ts3://pictures\n"
	line := func(path, key, body string) string {
		return path + "\t" + key + "\t" + hash(body) + "\t1\timage/png\t-\t-\n"
	}
	const mend = ": restore the line, or delete it to have the bucket asked about this file"
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "lock:1: the file is empty: delete it, and it is made again"},
		"other file":   {"hello\n", "lock:1: the first line is not that of a manifest: restore the file, or delete it to have it made again"},
		"newer format": {"mdmedia.lock 2\ts3://pictures\n", `lock:1: the format "mdmedia.lock 2" is not known: update this program`},
		"cut off":      {head + "a\tb\n", "lock:2: not 7 or 8 fields with tabs between them" + mend},
		"too long":     {head + strings.TrimSuffix(line("a", "k", "x"), "\n") + "\tmore=1\tmore\n", "lock:2: not 7 or 8 fields with tabs between them" + mend},
		"quotes":       {head + line(`"a`, "k", "x"), "lock:2: the quotes in field 1 do not match" + mend},
		"hash":         {head + "a\tk\tABC\t1\timage/png\t-\t-\n", `lock:2: "ABC" is not a SHA-256` + mend},
		"size":         {head + strings.Replace(line("a", "k", "x"), "\t1\t", "\t-1\t", 1), `lock:2: "-1" is not a size in bytes` + mend},
		"pixels":       {head + strings.Replace(line("a", "k", "x"), "\t-\t-", "\t7\t-", 1), `lock:2: "7" is not a size in pixels` + mend},
		"day":          {head + strings.Replace(line("a", "k", "x"), "\t-\t-", "\t-\t2026-02-30", 1), `lock:2: "2026-02-30" is not a day` + mend},
		"key":          {head + line("a", "../k", "x"), `lock:2: "../k" is not a key` + mend},
		"path":         {head + line("", "k", "x"), "lock:2: the path is empty" + mend},
		"conflict": {head + "<<<<<<< HEAD\n" + line("a", "k", "x") + "=======\n" + line("a", "k", "y") + ">>>>>>> branch\n",
			"lock:2: a merge conflict is left: keep the lines of both sides and delete the marker lines (with merge=union for this file in .gitattributes git does it by itself)"},
		"contradiction": {head + line("a", "k", "x") + line("b", "l", "z") + line("a", "k", "y"),
			"lock:4: this line and line 2 contradict each other about k: keep the one whose file is checked out"},
		"two paths": {head + line("a", "k", "x") + line("b", "k", "y"),
			"lock:3: this line and line 2 contradict each other about k: keep the one whose file is checked out"},
		"all of them": {head + "a\n\nb\n", "lock:2: not 7 or 8 fields with tabs between them" + mend + "\nlock:4: not 7 or 8 fields with tabs between them" + mend},
	} {
		if m, err := sync.ParseManifest("lock", []byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, %v, want\n%s", name, m, err, c.want)
		}
	}
	twice := head + line("b", "k", "x") + line("a", "l", "y") + line("b", "k", "x") + head
	if m, err := sync.ParseManifest("lock", []byte(twice)); err != nil || text(t, m) != head+line("a", "l", "y")+line("b", "k", "x") {
		t.Errorf("lines that are there twice: %v, %v", m, err)
	}
}

func TestManifestFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mdmedia.lock")
	if _, err := sync.ReadManifest(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	m := sync.NewManifest("s3://pictures")
	m.Set(entry("a", "k", "x"))
	for i, want := range []bool{true, false} {
		if changed, err := m.WriteFile(file); err != nil || changed != want {
			t.Errorf("write %d: %v, %v", i, changed, err)
		}
	}
	if back, err := sync.ReadManifest(file); err != nil || text(t, back) != text(t, m) {
		t.Errorf("it comes back as %v, %v", back, err)
	}
	missing := filepath.Join(dir, "none", "mdmedia.lock")
	if _, err := m.WriteFile(missing); err == nil || err.Error() != missing+": cannot write the manifest: no such file or directory" {
		t.Errorf("into no folder: %v", err)
	}
	if err := os.Mkdir(file+".d", 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := m.WriteFile(file + ".d")
	if want := "is a folder, not a file: remove it or choose another name"; err == nil || err.Error() != file+".d: cannot write the manifest: "+want || errors.Unwrap(err).Error() != want {
		t.Errorf("over a folder: %v", err)
	}
}

// A run that was killed while it wrote leaves a temporary file, which the next
// one removes even if it has nothing to write.
func TestManifestFileRemovesLeftovers(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mdmedia.lock")
	gone := exec.CommandContext(t.Context(), "go", "version")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	m := sync.NewManifest("s3://pictures")
	m.Set(entry("a", "k", "x"))
	for range 2 {
		left := filepath.Join(dir, fmt.Sprintf(".mdmedia.lock.tmp-0123abcd%08x", gone.Process.Pid))
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := m.WriteFile(file); err != nil {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != "mdmedia.lock" {
			t.Errorf("the folder has %v, %v", entries, err)
		}
	}
}

func FuzzManifestRoundTrip(f *testing.F) {
	f.Add("s3://b", "posts/a.png", "images/a.png", "image/png", 640, 480, int64(7))
	f.Add("dir:x\ty", "<<<<<<< HEAD", "a\"b", "-", 0, 0, int64(0))
	f.Add("x", "\"\n\xff", "=======", "", -1, 5, int64(1)<<60)
	f.Fuzz(func(t *testing.T, store, path, key, contentType string, width, height int, size int64) {
		if store == "" || path == "" || sync.CheckKey(key) != nil || width < 0 || height < 0 || size < 0 {
			t.Skip()
		}
		e := sync.Entry{Path: path, Key: key, SHA256: hash(path), Size: size, ContentType: contentType, Width: width, Height: height}
		e.Facts = sync.Facts("").With("path", path).With("type", contentType)
		if e.Facts.Get("path") != path || e.Facts.Get("type") != contentType {
			t.Errorf("%q has the facts %q", path, e.Facts)
		}
		m := sync.NewManifest(store)
		m.Set(e)
		m.Set(entry("zz", "zz/"+key[:1], "x"))
		want := text(t, m)
		back, err := sync.ParseManifest("lock", []byte(want))
		if sync.CheckKey("zz/"+key[:1]) != nil {
			t.Skip()
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, want)
		}
		if got, ok := back.Lookup(path, key); !ok || got != e || text(t, back) != want || back.Store() != store {
			t.Errorf("%+v comes back as %+v", e, got)
		}
	})
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte("mdmedia.lock 1\ts3://b\na\tk\t" + hash("x") + "\t1\timage/png\t1x2\t-\n"))
	f.Add([]byte("mdmedia.lock 1\t\"s3\n<<<<<<< HEAD\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := sync.ParseManifest("lock", data)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, "lock:") {
					t.Errorf("the message is %q", line)
				}
			}
			return
		}
		// What was read is written in a form that reads as the same.
		want := text(t, m)
		if again, err := sync.ParseManifest("lock", []byte(want)); err != nil || text(t, again) != want {
			t.Errorf("%v, not the same again:\n%s", err, want)
		}
	})
}

func BenchmarkManifest(b *testing.B) {
	m := sync.NewManifest("s3://pictures")
	for i := range 100_000 {
		p := fmt.Sprintf("posts/%05d/picture-%d.png", i/4, i)
		m.Set(entry(p, "images/"+p, p))
	}
	data := []byte(text(b, m))
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sync.ParseManifest("lock", data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse and index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m, err := sync.ParseManifest("lock", data)
			if err != nil {
				b.Fatal(err)
			}
			m.ByKey("x")
		}
	})
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			text(b, m)
		}
	})
}
