package atomicfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
)

// Write makes the file name below root hold what write writes, and reports
// whether that changed anything. The folders above name are made as needed.
//
//   - perm is the mode of a new file before the umask; 0 means 0o644.
//   - The bytes are compared with the old file's as they come. Only at the
//     first difference is a temporary file opened, so an unchanged file costs
//     one read and no write, whatever its size.
//   - An error of write is returned as it is, with the old file untouched. An
//     error of the file system reads "name: no space left on device" and
//     unwraps to the operating system's error.
//   - Where name is a symbolic link, the link is replaced by the file; what it
//     points to is neither read nor written.
//
// The io.Writer is buffered and is used only until write returns.
func Write(root *os.Root, name string, perm fs.FileMode, write func(io.Writer) error) (changed bool, err error) {
	t := &target{root: root, name: name, perm: perm}
	defer t.discard() // a no-op after commit; also when write panics
	if err := t.openOld(-1); err != nil {
		return false, t.clean(err)
	}
	w := writers.Get().(*bufio.Writer)
	w.Reset(t)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	w.Reset(nil)
	writers.Put(w)
	if t.err != nil { // ours, however write wrapped it
		return false, t.clean(t.err)
	}
	if err != nil {
		return false, err
	}
	changed, err = t.commit()
	return changed, t.clean(err)
}

// WriteBytes is [Write] for bytes that are already there. An old file of
// another size is not even read.
func WriteBytes(root *os.Root, name string, perm fs.FileMode, data []byte) (changed bool, err error) {
	t := &target{root: root, name: name, perm: perm}
	defer t.discard()
	if err := t.openOld(int64(len(data))); err != nil {
		return false, t.clean(err)
	}
	if _, err := t.Write(data); err != nil {
		return false, t.clean(err)
	}
	changed, err = t.commit()
	return changed, t.clean(err)
}

const chunk = 32 << 10

var (
	writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, chunk) }}
	chunks  = sync.Pool{New: func() any { return new([chunk]byte) }}
)

// A target is one file being written: first compared with the old file, and
// from the first difference on written to the temporary file.
type target struct {
	root *os.Root
	name string
	perm fs.FileMode

	old  *os.File // nil: none, or already known to differ
	same int64    // bytes that were equal to old's so far
	temp *os.File // nil: no difference so far
	path string   // temp's name below root
	err  error    // the first error of the file system
}

// openOld opens the old file for comparison. size is the size of the new
// bytes, or -1 when it is not known yet.
func (t *target) openOld(size int64) error {
	info, err := t.root.Lstat(t.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a folder, not a file: remove it or choose another name")
	case !info.Mode().IsRegular() || (size >= 0 && size != info.Size()):
		return nil
	}
	// A file that may not be read can still be replaced.
	t.old, _ = t.root.Open(t.name)
	return nil
}

// Write compares or writes p.
func (t *target) Write(p []byte) (int, error) {
	if t.temp == nil && t.old != nil {
		if equal(t.old, p) {
			t.same += int64(len(p))
			return len(p), nil
		}
	}
	n := 0
	if t.err = t.diverge(); t.err == nil {
		n, t.err = t.temp.Write(p)
	}
	return n, t.err
}

// diverge opens the temporary file, if it is not open yet, and gives it the
// bytes that were equal so far.
func (t *target) diverge() (err error) {
	if t.temp != nil {
		return nil
	}
	perm := t.perm
	if perm == 0 {
		perm = 0o644
	}
	if t.temp, t.path, err = createTemp(t.root, t.name, perm); err != nil {
		return err
	}
	if t.same == 0 {
		return nil
	}
	n, err := io.Copy(t.temp, io.NewSectionReader(t.old, 0, t.same))
	if err == nil && n != t.same {
		err = errors.New("was changed by another program while it was written: run again")
	}
	return err
}

// commit puts the temporary file into the old one's place, if there was any
// difference.
func (t *target) commit() (changed bool, err error) {
	if t.temp == nil {
		if t.old != nil && atEnd(t.old) {
			return false, nil
		}
		// Either the new file is empty, or the old one goes on.
		if err := t.diverge(); err != nil {
			return false, err
		}
	}
	t.closeOld() // some systems do not rename over an open file
	if err := t.temp.Close(); err != nil {
		return false, err
	}
	if err := t.root.Rename(t.path, t.name); err != nil {
		return false, err
	}
	t.temp = nil
	return true, nil
}

// discard closes what is open and removes the temporary file.
func (t *target) discard() {
	t.closeOld()
	if t.temp != nil {
		_ = t.temp.Close()
		_ = t.root.Remove(t.path)
		t.temp = nil
	}
}

func (t *target) closeOld() {
	if t.old != nil {
		_ = t.old.Close()
		t.old = nil
	}
}

// clean names the target once instead of the operation and the temporary file.
func (t *target) clean(err error) error {
	if err == nil {
		return nil
	}
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return &Error{t.name, err}
}

// An Error says which file could not be written, and why.
type Error struct {
	// Name is the file's name, as it was given.
	Name string
	// Err is the cause, without names.
	Err error
}

// Error returns name: cause.
func (e *Error) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// equal reads len(p) bytes from f and reports whether they are p.
func equal(f *os.File, p []byte) bool {
	buf := chunks.Get().(*[chunk]byte)
	defer chunks.Put(buf)
	for len(p) > 0 {
		n := min(len(p), chunk)
		if _, err := io.ReadFull(f, buf[:n]); err != nil || !bytes.Equal(buf[:n], p[:n]) {
			return false
		}
		p = p[n:]
	}
	return true
}

// atEnd reports whether everything of f has been read.
func atEnd(f *os.File) bool {
	var one [1]byte
	n, err := f.Read(one[:])
	return n == 0 && err == io.EOF
}
