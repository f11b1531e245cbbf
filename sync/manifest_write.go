package sync

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
)

// header begins the first line; the number is the version of the format.
const header = "mdmedia.lock 1"

// none stands for a size in pixels or a day that there is not.
const none = "-"

// WriteTo writes the manifest as text: a first line with the format's version
// and the store, then a line for each entry, sorted, with tabs between path,
// key, SHA-256, size, content type, WIDTHxHEIGHT and the day since which the
// file is unused. Some entries have an eighth column of words of the form
// name=value with a space between them: attributes, see [File], and its
// [Facts]. The same entries give the same bytes.
func (m *Manifest) WriteTo(w io.Writer) (int64, error) {
	m.sort()
	c := &counter{w: w}
	b := bufio.NewWriterSize(c, 64<<10)
	line := append([]byte(header), '\t')
	line = append(appendField(line, m.store), '\n')
	_, err := b.Write(line)
	for i := range m.records {
		if err != nil {
			break
		}
		line = appendEntry(line[:0], &m.records[i].Entry)
		_, err = b.Write(line)
	}
	return c.n, errors.Join(err, b.Flush())
}

// WriteFile writes the manifest to the file, by way of a temporary file, and
// reports whether that changed it. A file with the same bytes is left alone.
// What writers that were killed left beside it is removed. An error reads
// "file: cannot write the manifest: no space left on device", and its Unwrap
// returns the operating system's error alone.
func (m *Manifest) WriteFile(file string) (changed bool, err error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return false, fmt.Errorf("%s: cannot write the manifest: %w", file, innermost(err))
	}
	defer root.Close()
	name := filepath.Base(file)
	atomicfile.RemoveStale(root, ".")
	changed, err = atomicfile.Write(root, name, 0, func(w io.Writer) error {
		_, err := m.WriteTo(w)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("%s: cannot write the manifest: %w", file, innermost(err))
	}
	return changed, nil
}

func appendEntry(b []byte, e *Entry) []byte {
	b = append(appendField(b, e.Path), '\t')
	b = append(appendField(b, e.Key), '\t')
	b = append(appendField(b, e.SHA256), '\t')
	b = append(strconv.AppendInt(b, e.Size, 10), '\t')
	b = append(appendField(b, e.ContentType), '\t')
	if e.Width > 0 || e.Height > 0 {
		b = append(strconv.AppendInt(b, int64(e.Width), 10), 'x')
		b = strconv.AppendInt(b, int64(e.Height), 10)
	} else {
		b = append(b, none...)
	}
	b = append(b, '\t')
	if e.Unused != "" {
		b = appendField(b, e.Unused)
	} else {
		b = append(b, none...)
	}
	return append(appendWords(b, e), '\n')
}

// appendField quotes as Go does what would break the line apart, or would be
// taken for something else.
func appendField(b []byte, s string) []byte {
	if needsQuotes(s) {
		return strconv.AppendQuote(b, s)
	}
	return append(b, s...)
}

func needsQuotes(s string) bool {
	if s == "" || s[0] == '"' || !utf8.ValidString(s) || isConflictMarker(s) {
		return true
	}
	return strings.ContainsFunc(s, isControl)
}

// conflictMarkers begin the lines with which git marks a merge that it left to
// the user.
const conflictMarkers = "<=>|"

func isConflictMarker(s string) bool {
	const n = 7
	return len(s) >= n && strings.IndexByte(conflictMarkers, s[0]) >= 0 && s[:n] == strings.Repeat(s[:1], n)
}

// A counter counts what is written through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
