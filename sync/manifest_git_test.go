package sync_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

// Two branches that added different pictures merge without a conflict at
// different places in the file, and anywhere if git is told how.
func TestManifestMergesInGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	const union = "mdmedia.lock merge=union\n"
	for name, c := range map[string]struct {
		attributes         string
		base, ours, theirs string
		want               string // "": a conflict, which is named
	}{
		"at different places":     {"", "a d g m z", "a b d g m z", "a d g m p z", "a b d g m p z"},
		"at the ends":             {"", "d g m", "a d g m", "d g m z", "a d g m z"},
		"at the same place":       {"", "a m z", "a b m z", "a c m z", ""},
		"at the same place, told": {union, "a m z", "a b m z", "a c m z", "a b c m z"},
		"the same, told":          {union, "a m z", "a b d m z", "a b c m z", "a b c d m z"},
		"one removed, told":       {union, "a m z", "a c d m", "a b d m z", "a b c d m"},
	} {
		t.Run(name, func(t *testing.T) {
			r := repository{t, t.TempDir()}
			r.git("init", "-qb", "main")
			if err := os.WriteFile(filepath.Join(r.dir, ".gitattributes"), []byte(c.attributes), 0o600); err != nil {
				t.Fatal(err)
			}
			r.commit(c.base)
			r.git("checkout", "-qb", "theirs")
			r.commit(c.theirs)
			r.git("checkout", "-q", "main")
			r.commit(c.ours)
			out, err := r.run("merge", "-q", "theirs", "-m", "both")
			if (err == nil) != (c.want != "") {
				t.Fatalf("the merge: %v\n%s", err, out)
			}
			m, err := sync.ReadManifest(r.file())
			if c.want == "" {
				if err == nil || !strings.Contains(err.Error(), "a merge conflict is left") {
					t.Errorf("the conflict is reported as %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var paths []string
			for e := range m.All() {
				paths = append(paths, e.Path)
			}
			if got := strings.Join(paths, " "); got != c.want {
				t.Errorf("the merge has %q, want %q", got, c.want)
			}
		})
	}
}

type repository struct {
	t   *testing.T
	dir string
}

func (r repository) file() string { return filepath.Join(r.dir, "mdmedia.lock") }

func (r repository) run(args ...string) (string, error) {
	cmd := exec.CommandContext(r.t.Context(), "git", append([]string{"-C", r.dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (r repository) git(args ...string) {
	r.t.Helper()
	if out, err := r.run(args...); err != nil {
		r.t.Fatalf("git %s: %v\n%s", args, err, out)
	}
}

// commit writes and commits a manifest of files with these names.
func (r repository) commit(names string) {
	r.t.Helper()
	m := sync.NewManifest("s3://pictures")
	for p := range strings.FieldsSeq(names) {
		m.Set(entry(p, "images/"+p, p))
	}
	if _, err := m.WriteFile(r.file()); err != nil {
		r.t.Fatal(err)
	}
	r.git("add", ".")
	r.git("commit", "-qm", fmt.Sprint(names))
}
