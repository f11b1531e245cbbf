package mdmedia

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mdmedia/mdmedia/internal/process"
)

const stagePrefix = ".mdmedia-stage-"

// A stage holds finished pages in the output folder, but not yet in their
// places, until every object that they name is in the bucket. So a page is
// made once, in little memory, and a full disk or a failed upload is known
// before the first page changes.
type stage struct {
	root *os.Root // the output folder; nil: dry, and there is none
	dry  bool
	dir  string
	n    atomic.Int64
	made func() error // the staging folder, once, when the first file needs it
}

// A staged file has its final bytes and waits for its place.
type staged struct {
	name   string // slash path below the output folder
	temp   string // "" if the file in place has these bytes already
	sha256 string
}

// newStage makes the output folder, and removes what killed runs left in it. A
// dry stage only compares: it writes nothing, the folder included.
func newStage(out string, dry bool) (*stage, error) {
	if dry {
		root, err := os.OpenRoot(out)
		if err != nil {
			return &stage{dry: true}, nil //nolint:nilerr // no folder: nothing to compare with
		}
		return &stage{root: root, dry: true}, nil
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, err
	}
	st := &stage{root: root, dir: stagePrefix + strconv.Itoa(os.Getpid())}
	st.made = sync.OnceValue(func() error { return root.MkdirAll(st.dir, 0o700) })
	f, err := root.Open(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	names, _ := f.Readdirnames(-1)
	f.Close()
	for _, n := range names {
		if pid, ok := strings.CutPrefix(n, stagePrefix); ok && !running(pid) {
			_ = root.RemoveAll(n)
		}
	}
	return st, nil
}

// running reports whether the run that made a stage may still use it.
func running(pid string) bool {
	n, err := strconv.Atoi(pid)
	return err == nil && n != os.Getpid() && process.Exists(n)
}

// add stages data for the file at name.
func (st *stage) add(name string, data []byte) (staged, error) {
	sum := sha256.Sum256(data)
	s := staged{name: name, sha256: hex.EncodeToString(sum[:])}
	if st.same(name, data) {
		return s, nil
	}
	if st.dry {
		s.temp = name
		return s, nil
	}
	if err := st.made(); err != nil {
		return s, err
	}
	s.temp = path.Join(st.dir, strconv.FormatInt(st.n.Add(1), 10))
	return s, st.root.WriteFile(s.temp, data, 0o644)
}

// same reports whether the file in place is a regular one with these bytes.
func (st *stage) same(name string, data []byte) bool {
	if st.root == nil {
		return false
	}
	f, err := st.root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	if fi, err := f.Stat(); err != nil || fi.Size() != int64(len(data)) || !fi.Mode().IsRegular() {
		return false
	}
	old, err := io.ReadAll(io.LimitReader(f, int64(len(data))+1))
	return err == nil && bytes.Equal(old, data)
}

// publish moves a staged file into its place.
func (st *stage) publish(s staged) (changed bool, err error) {
	if s.temp == "" {
		return false, nil
	}
	err = st.root.Rename(s.temp, s.name)
	if os.IsNotExist(err) {
		if err = st.root.MkdirAll(path.Dir(s.name), 0o755); err == nil {
			err = st.root.Rename(s.temp, s.name)
		}
	}
	return err == nil, err
}

// close removes what was staged and not published.
func (st *stage) close() {
	if st.root == nil {
		return
	}
	if !st.dry {
		_ = st.root.RemoveAll(st.dir)
	}
	st.root.Close()
}
