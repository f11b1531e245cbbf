package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`

func TestGenerate(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{"hello.md": "![x](x.svg)\n", "x.svg": svg} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	generate(t.Context(), from, to)
	page, err := os.ReadFile(filepath.Join(to, "hello.html"))
	if err != nil {
		t.Fatal(err)
	}
	if want := `src="https://demo.mo.cloudinary.net/images/hello/x.svg?tx=q_auto,f_auto"`; !bytes.Contains(page, []byte(want)) {
		t.Errorf("the page has no %s:\n%s", want, page)
	}
	if got, err := os.ReadFile(filepath.Join(to, "bucket", "images", "hello", "x.svg")); err != nil || string(got) != svg {
		t.Errorf("the bucket: %q, %v", got, err)
	}
}
