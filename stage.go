package mdmedia

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mdmedia/mdmedia/internal/process"
	"github.com/mdmedia/mdmedia/internal/rootfs"
)

const stagePrefix = ".mdmedia-stage-"

// A stage holds finished pages in the output folder, but not yet in their
// places, until every object that they name is in the bucket. So a page is
// made once, in little memory, and a full disk or a failed upload is known
// before the first page changes.
type stage struct {
	root *os.Root     // the output folder; nil: dry, and there is none
	look *rootfs.Root // the same, for a quick look at what is in place
	dry  bool
	dir  string      // the staging folder
	base *rootfs.Dir // the output folder, to write into
	temp *rootfs.Dir // the staging folder; nil until made
	n    atomic.Int64
	made func() error // makes the staging folder, once, when the first file needs it
}

// A staged file has its final bytes and waits for its place.
type staged struct {
	name   string // slash path below the output folder
	temp   string // its name in the staging folder; "" if the file in place has these bytes already
	there  bool   // there is something in place
	stamp  stamp  // of temp, or of the file in place
	sha256 string
	made   string // what it was made from; "" if that is not known
}

// output is what the cache remembers of it.
func (s *staged) output(post string) output {
	return output{stamp: s.stamp, post: post, sha256: s.sha256, made: s.made}
}

// newStage makes the output folder, and removes what killed runs left in it. A
// dry stage only compares: it writes nothing, the folder included.
func newStage(out string, dry bool) (*stage, error) {
	if dry {
		root, err := os.OpenRoot(out)
		if err != nil {
			return &stage{dry: true}, nil //nolint:nilerr // no folder: nothing to compare with
		}
		look, err := rootfs.Open(out)
		return &stage{root: root, look: look, dry: true}, err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, err
	}
	look, err := rootfs.Open(out)
	if err != nil {
		root.Close()
		return nil, err
	}
	st := &stage{root: root, look: look, dir: stagePrefix + strconv.Itoa(os.Getpid())}
	st.made = sync.OnceValue(st.makeTemp)
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

func (st *stage) makeTemp() (err error) {
	if err = st.root.MkdirAll(st.dir, 0o700); err != nil {
		return err
	}
	if st.base, err = rootfs.OpenDir(st.root, nil, "."); err != nil {
		return err
	}
	st.temp, err = rootfs.OpenDir(st.root, st.base, st.dir)
	return err
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
	var same bool
	if s.stamp, s.there, same = st.same(name, data); same {
		return s, nil
	}
	if st.dry {
		s.temp = name
		return s, nil
	}
	if err := st.made(); err != nil {
		return s, err
	}
	s.temp = strconv.FormatInt(st.n.Add(1), 10)
	var err error
	s.stamp, err = st.write(s.temp, data)
	return s, err
}

// write makes a file, and returns the stamp that it keeps when it is renamed.
func (st *stage) write(name string, data []byte) (stamp, error) {
	f, err := st.temp.Create(name)
	if err != nil {
		return stamp{}, err
	}
	_, err = f.Write(data)
	fi, serr := f.Stat()
	if err = errors.Join(err, serr, f.Close()); err != nil {
		return stamp{}, err
	}
	return stampOf(fi), nil
}

// same reports whether there is something in place, and whether that is a
// regular file with these bytes.
func (st *stage) same(name string, data []byte) (s stamp, there, same bool) {
	if st.root == nil {
		return stamp{}, false, false
	}
	f, err := st.look.Open(name)
	if err != nil {
		return stamp{}, !errors.Is(err, fs.ErrNotExist), false
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil || fi.Size() != int64(len(data)) || !fi.Mode().IsRegular() {
		return stamp{}, true, false
	}
	old, err := io.ReadAll(io.LimitReader(f, int64(len(data))+1))
	return stampOf(fi), true, err == nil && bytes.Equal(old, data)
}

// stamp tells the file in place from others; not ok if it is not a regular one.
// A link among its folders is followed wherever it leads: that a file is the
// one that a run wrote can be told by its stamp alone, and in one system call.
func (st *stage) stamp(name string) (stamp, bool) {
	if st.root == nil {
		return stamp{}, false
	}
	fi, err := os.Lstat(filepath.Join(st.root.Name(), filepath.FromSlash(name)))
	if err != nil || !fi.Mode().IsRegular() {
		return stamp{}, false
	}
	return stampOf(fi), true
}

// publish moves a staged file into its place.
func (st *stage) publish(s staged) (changed bool, err error) {
	if s.temp == "" {
		return false, nil
	}
	folder, base := path.Split(s.name)
	to := st.base
	if folder != "" {
		if to, err = rootfs.EnsureDir(st.root, st.base, path.Clean(folder)); err != nil {
			return false, err
		}
		defer to.Close()
	}
	err = st.temp.Rename(s.temp, to, base)
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
	for _, d := range []*rootfs.Dir{st.temp, st.base} {
		if d != nil {
			d.Close()
		}
	}
	st.look.Close()
	st.root.Close()
}
