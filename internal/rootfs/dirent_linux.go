package rootfs

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A dirent is a name in a folder, and what kind of thing it is of.
type dirent struct {
	name string
	kind fs.FileMode // its type; kindUnknown if only stat can tell
}

// kindUnknown is no type that a file has.
const kindUnknown = fs.ModeType

var direntBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// readDirents adds the names in an open folder to list, as the kernel has them.
// An [os.File] would have to be made for the folder, which costs as much as
// reading it: a site has a folder for each post.
func readDirents(fd int, list []dirent) ([]dirent, error) {
	buf := direntBuffers.Get().(*[32 << 10]byte)
	defer direntBuffers.Put(buf)
	for {
		n, err := unix.Getdents(fd, buf[:])
		if err == unix.EINTR {
			continue
		}
		if n <= 0 || err != nil {
			return list, err
		}
		list = parseDirents(buf[:n], list)
	}
}

// Where the parts of a record are (getdents64(2)).
const (
	direntLen  = unsafe.Offsetof(unix.Dirent{}.Reclen)
	direntType = unsafe.Offsetof(unix.Dirent{}.Type)
	direntName = unsafe.Offsetof(unix.Dirent{}.Name)
)

// parseDirents makes one string of all names: a site has many.
func parseDirents(buf []byte, list []dirent) []dirent {
	var few [1 << 10]byte
	var ends [64]int
	text, end, first := few[:0], ends[:0], len(list)
	for len(buf) > int(direntName) {
		size := int(binary.NativeEndian.Uint16(buf[direntLen:]))
		name := buf[direntName:size]
		if n := bytes.IndexByte(name, 0); n >= 0 {
			name = name[:n]
		}
		if string(name) != "." && string(name) != ".." {
			text = append(text, name...)
			end = append(end, len(text))
			list = append(list, dirent{kind: direntKind(buf[direntType])})
		}
		buf = buf[size:]
	}
	names, from := string(text), 0
	for i, to := range end {
		list[first+i].name, from = names[from:to], to
	}
	return list
}

func direntKind(t byte) fs.FileMode {
	switch t {
	case unix.DT_REG:
		return 0
	case unix.DT_DIR:
		return fs.ModeDir
	case unix.DT_LNK:
		return fs.ModeSymlink
	}
	return kindUnknown
}

// kindOf is the type in what the kernel says of a file.
func kindOf(st *unix.Stat_t) fs.FileMode {
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return 0
	case unix.S_IFDIR:
		return fs.ModeDir
	case unix.S_IFLNK:
		return fs.ModeSymlink
	case unix.S_IFIFO:
		return fs.ModeNamedPipe
	case unix.S_IFSOCK:
		return fs.ModeSocket
	case unix.S_IFCHR:
		return fs.ModeDevice | fs.ModeCharDevice
	case unix.S_IFBLK:
		return fs.ModeDevice
	}
	return fs.ModeIrregular
}
