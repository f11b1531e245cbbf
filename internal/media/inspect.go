package media

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"
	"sync"
)

// Facts are what the head of a media file says.
type Facts struct {
	Kind Kind
	// Type is the content type to upload the file with, such as "image/jpeg".
	Type string
	// Mismatch is a note for the author when the extension stands for
	// something else, a JPEG named .png; "" otherwise, and for a name without
	// an extension. The file is usable all the same, with the content's Type.
	Mismatch string
}

// A NotMediaError says that a file is not an image, a video or a sound.
type NotMediaError struct {
	// Name is the name that was given to Inspect.
	Name string
	// Found is the content type of what the file holds instead; "" when the
	// file is empty.
	Found string
}

// Error returns one line with what to do about it.
func (e *NotMediaError) Error() string {
	if e.Found == "" {
		return fmt.Sprintf("%q is empty: export it again or correct the reference", e.Name)
	}
	return fmt.Sprintf("%q is not an image or video (it is %s): export it again or correct the reference", e.Name, e.Found)
}

// Inspect tells from its content what the file is. It reads the first 4 KiB of
// r, and up to 128 KiB where those could be the start of an SVG. name is used
// in messages, and its extension to tell sound from video in the containers
// that hold both. A file that is not media gives a *NotMediaError; another
// error comes from r.
func Inspect(r io.ReaderAt, name string) (Facts, error) {
	buf := buffers.Get().(*buffer)
	defer buffers.Put(buf)
	n, err := readHead(r, buf[:headSize], 0)
	if err == nil && n == headSize && mayBeXML(buf[:n]) && !isSVG(buf[:n]) {
		var more int
		more, err = readHead(r, buf[headSize:], headSize)
		n += more
	}
	if err != nil {
		return Facts{}, err
	}
	return facts(buf[:n], name)
}

func readHead(r io.ReaderAt, p []byte, off int64) (int, error) {
	n, err := r.ReadAt(p, off)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// Hash reads r to its end and returns the SHA-256 of the bytes in lower-case
// hexadecimal digits, and how many bytes there were.
func Hash(r io.Reader) (sum string, n int64, err error) {
	buf := buffers.Get().(*buffer)
	defer buffers.Put(buf)
	return hashRest(r, buf, 0)
}

// InspectAndHash is [Inspect] and [Hash] in one pass over r. With an error the
// rest of r may be unread, and sum is "".
func InspectAndHash(r io.Reader, name string) (f Facts, sum string, n int64, err error) {
	buf := buffers.Get().(*buffer)
	defer buffers.Put(buf)
	head, err := io.ReadFull(r, buf[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Facts{}, "", 0, err
	}
	if f, err = facts(buf[:head], name); err != nil {
		return Facts{}, "", 0, err
	}
	sum, n, err = hashRest(r, buf, head)
	return f, sum, n, err
}

// hashRest hashes the first head bytes of buf and everything that is left in r.
func hashRest(r io.Reader, buf *buffer, head int) (string, int64, error) {
	h := hashes.Get().(hash.Hash)
	defer hashes.Put(h)
	h.Reset()
	h.Write(buf[:head])
	n := int64(head)
	for {
		k, err := r.Read(buf[:])
		h.Write(buf[:k])
		n += int64(k)
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", n, err
		}
	}
	sum := h.Sum(buf[:0]) // the buffer is free now, and saves an allocation
	return hex.EncodeToString(sum), n, nil
}

// A buffer is the most that is held of one file.
type buffer [128 << 10]byte

var (
	buffers = sync.Pool{New: func() any { return new(buffer) }}
	hashes  = sync.Pool{New: func() any { return sha256.New() }}
)

// facts judges the head of a file, which is the whole file if that is shorter.
func facts(head []byte, name string) (Facts, error) {
	if len(head) == 0 {
		return Facts{}, &NotMediaError{Name: name}
	}
	contentType, found := detect(head, name)
	if contentType == "" {
		found, _, _ = strings.Cut(found, ";") // the character set is no help here
		return Facts{}, &NotMediaError{Name: name, Found: found}
	}
	f := Facts{Kind: kindOf(contentType), Type: contentType}
	if ext := path.Ext(name); ext != "" && TypeByName(name) != contentType {
		f.Mismatch = fmt.Sprintf("%q holds %s: rename it to %s", name, contentType, extensionFor(contentType))
	}
	return f, nil
}

// mayBeXML reports whether head begins as an XML document can.
func mayBeXML(head []byte) bool {
	head = trimSpace(trimBOM(head))
	return len(head) > 1 && head[0] == '<' && (head[1] == '!' || head[1] == '?')
}
