package sync

import (
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"os"
	"strconv"
	"strings"
	"time"
)

// columns is how many fields every entry has.
const columns = 7

// maxProblems is how many lines of a damaged manifest are named.
const maxProblems = 10

// ReadManifest reads a manifest from a file. If there is no file the error is
// [os.ErrNotExist]. A damaged one gives an error for each bad line, joined, as
// ParseManifest does.
func ReadManifest(file string) (*Manifest, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot read the manifest: %s", file, cause(err))
	}
	return ParseManifest(file, data)
}

// ParseManifest reads a manifest from its text. name is the file's, for errors
// of the form "name:line: what is wrong: what to do". The lines may be in any
// order, and a line may be there twice, as after a merge that took both sides.
func ParseManifest(name string, data []byte) (*Manifest, error) {
	p := parser{name: name, m: NewManifest("")}
	rest := string(data) // the entries' strings are parts of this one
	p.m.records = make([]record, 0, strings.Count(rest, "\n"))
	for rest != "" && len(p.errs) < maxProblems {
		line, tail, _ := strings.Cut(rest, "\n")
		rest = tail
		p.line++
		p.parse(strings.TrimSuffix(line, "\r"))
	}
	if p.line == 0 {
		p.fail("the file is empty: delete it, and it is made again")
	}
	if len(p.errs) == 0 {
		p.finish()
	}
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.m, nil
}

// ManifestStore returns the Name of the store that a manifest's text is about,
// from its first line. Empty: it is no manifest.
func ManifestStore(data []byte) string {
	line, _, _ := strings.Cut(string(data[:min(len(data), 64<<10)]), "\n")
	p := parser{m: NewManifest("")}
	p.header(strings.TrimSuffix(line, "\r"))
	return p.m.store
}

type parser struct {
	name   string
	line   int
	m      *Manifest
	errs   []error
	first  string // the first line
	merged bool   // a conflict marker was reported
}

func (p *parser) fail(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %s", p.name, max(p.line, 1), fmt.Sprintf(format, args...)))
}

func (p *parser) parse(line string) {
	switch {
	case isConflictMarker(line):
		if !p.merged {
			p.fail("a merge conflict is left: keep the lines of both sides and delete the marker lines " +
				"(with merge=union for this file in .gitattributes git does it by itself)")
		}
		p.merged = true
	case p.line == 1:
		p.first = line
		p.header(line)
	case line == "", line == p.first: // a merge can repeat the first line
	default:
		if e, why := parseEntry(line); why != "" {
			p.fail("%s: restore the line, or delete it to have the bucket asked about this file", why)
		} else {
			p.m.records = append(p.m.records, record{Entry: e, next: int32(p.line)}) // index() sets next anew
		}
	}
}

func (p *parser) header(line string) {
	version, store, _ := strings.Cut(line, "\t")
	kind, _, _ := strings.Cut(version, " ")
	store, ok := field(store)
	switch {
	case version == header && ok && store != "":
		p.m.store = store
	case version != header && kind == "mdmedia.lock":
		p.fail("the format %q is not known: update this program", version)
	default:
		p.fail("the first line is not that of a manifest: restore the file, or delete it to have it made again")
	}
}

// finish sorts the entries, drops those that are there twice and reports those
// that contradict each other.
func (p *parser) finish() {
	p.m.order()
	records := p.m.records
	names := names{maphash.MakeSeed()}
	seen := newIndex(len(records), nil) // it has room for all
	kept := 0
	for i := range records {
		r := &records[i]
		slot := seen.find(names.key(r.Key), func(i int32) bool { return records[i].Key == r.Key })
		first := *slot - 1
		if first < 0 {
			seen.put(slot, int32(kept))
		} else if other := p.contradicts(first, kept, r); other != nil {
			p.line = int(max(other.next, r.next))
			p.fail("this line and line %d contradict each other about %s: keep the one whose file is checked out", min(other.next, r.next), r.Key)
			if len(p.errs) == maxProblems {
				return
			}
		} else if records[kept-1].Entry == r.Entry {
			continue // the same line twice
		}
		if kept != i {
			records[kept] = *r
		}
		kept++
	}
	p.m.records = records[:kept]
}

// contradicts returns the record that says something else than r: the first
// one with its key about the bytes, or the one before it, if that has the same
// name, about anything.
func (p *parser) contradicts(first int32, kept int, r *record) *record {
	if other := &p.m.records[first]; other.SHA256 != r.SHA256 || other.Size != r.Size {
		return other
	}
	if last := &p.m.records[kept-1]; last.Path == r.Path && last.Key == r.Key && last.Entry != r.Entry {
		return last
	}
	return nil
}

// parseEntry reads a line. The second result says what is wrong with it.
func parseEntry(line string) (e Entry, why string) {
	var fields [columns + 1]string // the last, of words, may be missing
	for i := range fields {
		text, rest, more := strings.Cut(line, "\t")
		if more && i == columns || !more && i < columns-1 {
			return e, fmt.Sprintf("not %d or %d fields with tabs between them", columns, columns+1)
		}
		var ok bool
		if fields[i], ok = field(text); !ok {
			return e, fmt.Sprintf("the quotes in field %d do not match", i+1)
		}
		if line = rest; !more {
			break
		}
	}
	e = Entry{Path: fields[0], Key: fields[1], SHA256: fields[2], ContentType: fields[4]}
	var err error
	if e.Size, err = strconv.ParseInt(fields[3], 10, 64); err != nil || e.Size < 0 {
		return e, fmt.Sprintf("%q is not a size in bytes", fields[3])
	}
	switch {
	case e.Path == "":
		return e, "the path is empty"
	case CheckKey(e.Key) != nil:
		return e, fmt.Sprintf("%q is not a key", shorten(e.Key))
	case !isHash(e.SHA256):
		return e, fmt.Sprintf("%q is not a SHA-256", shorten(e.SHA256))
	}
	if e.Width, e.Height, err = parsePixels(fields[5]); err != nil {
		return e, fmt.Sprintf("%q is not a size in pixels", fields[5])
	}
	if fields[6] != none {
		e.Unused = fields[6]
		if _, err := time.Parse(time.DateOnly, e.Unused); err != nil {
			return e, fmt.Sprintf("%q is not a day", fields[6])
		}
	}
	if fields[columns] != "" {
		e.readWords(fields[columns])
	}
	return e, ""
}

// ManifestLines yields the entries of a manifest's text with the numbers of
// their lines, in the order of the text, for messages about them. Lines that are
// no entries are left out.
func ManifestLines(data []byte) iter.Seq2[int, Entry] {
	return func(yield func(int, Entry) bool) {
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			if e, why := parseEntry(strings.TrimRight(line, "\r\n")); why == "" && !yield(n, e) {
				return
			}
		}
	}
}

func parsePixels(s string) (width, height int, err error) {
	if s == none {
		return 0, 0, nil
	}
	w, h, _ := strings.Cut(s, "x")
	width, err = strconv.Atoi(w)
	if err == nil {
		height, err = strconv.Atoi(h)
	}
	if err == nil && (width < 0 || height < 0) {
		err = strconv.ErrRange
	}
	return width, height, err
}

// field undoes appendField.
func field(s string) (string, bool) {
	if s == "" || s[0] != '"' {
		return s, true
	}
	s, err := strconv.Unquote(s)
	return s, err == nil
}
