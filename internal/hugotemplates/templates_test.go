package hugotemplates

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "copy the module's templates here")

// What is embedded is what the Hugo module has.
func TestSameAsModule(t *testing.T) {
	module := "../../hugo"
	if *update {
		if err := os.RemoveAll("layouts"); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS("layouts", os.DirFS(filepath.Join(module, "layouts"))); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := Files(false)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	err = filepath.WalkDir(filepath.Join(module, "layouts"), func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(module, p)
		want = append(want, filepath.ToSlash(rel))
		data, err := os.ReadFile(p)
		if !bytes.Equal(data, got[filepath.ToSlash(rel)]) {
			t.Errorf("%s differs: go test ./internal/hugotemplates -update", rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Errorf("%d files are embedded, the module has %q", len(got), want)
	}
	old, err := Files(true)
	if err != nil || len(old) != len(got) || old["layouts/_default/_markup/render-image.html"] == nil ||
		!slices.Contains(want, "layouts/_markup/render-image.html") {
		t.Errorf("%v, %d files under older names", err, len(old))
	}
}
