package atomicfile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The benchmarks answer two questions: what 10,000 pages cost, and what
// os.Root costs against plain paths (which follow symbolic links). It is 10 to
// 15 µs a file, of 40 to 120: cheap enough for the safe way to be the only one.

var page = bytes.Repeat([]byte("<p>A page of 8 KB</p>\n"), 372)

func BenchmarkNew(b *testing.B) {
	b.Run("root", func(b *testing.B) {
		root, _ := openRoot(b)
		for i := 0; b.Loop(); i++ {
			if _, err := WriteBytes(root, fmt.Sprintf("post-%d/index.html", i), 0, page); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("path", func(b *testing.B) {
		dir := b.TempDir()
		for i := 0; b.Loop(); i++ {
			if err := plainWrite(filepath.Join(dir, fmt.Sprintf("post-%d/index.html", i)), page); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkUnchanged(b *testing.B) {
	const n = 1000
	b.Run("root", func(b *testing.B) {
		root, _ := openRoot(b)
		for i := 0; b.Loop(); i++ {
			if _, err := WriteBytes(root, fmt.Sprintf("post-%d/index.html", i%n), 0, page); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("path", func(b *testing.B) {
		dir := b.TempDir()
		for i := 0; b.Loop(); i++ {
			if err := plainWrite(filepath.Join(dir, fmt.Sprintf("post-%d/index.html", i%n)), page); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// plainWrite is the same without os.Root.
func plainWrite(name string, data []byte) error {
	if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		if f, err := os.Open(name); err == nil {
			same := equal(f, data)
			_ = f.Close()
			if same {
				return nil
			}
		}
	}
	temp := TempName(name)
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsNotExist(err) {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		f, err = os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	}
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(temp, name)
}
