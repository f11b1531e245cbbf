package content

import (
	"errors"
	"go/token"
	"io/fs"
	"sort"
	"strings"
	"sync"
	"time"
)

// Syntax is the notation of a post's front matter.
type Syntax int

// The notations of front matter.
const (
	None Syntax = iota // no front matter
	YAML               // between "---" lines
	TOML               // between "+++" lines
	JSON               // between ";;;" lines, or an object in its own lines
)

// String returns the name of the notation: "none", "YAML", "TOML" or "JSON".
func (s Syntax) String() string {
	switch s {
	case YAML:
		return "YAML"
	case TOML:
		return "TOML"
	case JSON:
		return "JSON"
	default:
		return "none"
	}
}

// Post is one Markdown file. It must not be copied; its methods may be called
// from several goroutines at once.
type Post struct {
	// Name is the slash path of the file in its file system.
	Name string
	// Source is the whole file. Nobody may change it.
	Source []byte
	// Body is the offset in Source at which the Markdown begins. Without front
	// matter it is 0, or 3 behind a byte-order mark.
	Body int
	// Syntax is the notation of the front matter.
	Syntax Syntax
	// Meta holds every key of the front matter; it is nil without front
	// matter, or with one that does not parse. Maps in it are map[string]any, lists are []any, dates are
	// time.Time (UTC where the author wrote no zone). All of it can be
	// marshalled as JSON.
	Meta map[string]any
	// Title is the front matter's "title", or "".
	Title string
	// Slug is the front matter's "slug", else the file's name without folder,
	// extension and Jekyll date, else, for index, _index and README files, the
	// folder's name ("index" in the top folder). A language in the file's name
	// is appended: post.fr.md is "post-fr". It is a clean relative slash path
	// and safe as a part of a file name or a URL path once that is encoded.
	Slug string
	// Date is the front matter's "date", else the one in a Jekyll file name
	// (2022-08-18-title.md), else zero. It is UTC where there is no zone.
	Date time.Time
	// Draft is the front matter's "draft".
	Draft bool

	fields []field // scalars and containers of the front matter, in order
	once   sync.Once
	lines  []int // offset of each line's first byte, made by the first Position
}

// Position returns where a byte of Source is: Line and Column count from 1, the
// column in bytes. An offset outside of Source means its nearest end. The table
// of lines is made by the first call; a call is a binary search after that.
func (p *Post) Position(offset int) token.Position {
	p.once.Do(func() { p.lines = lineStarts(p.Source) })
	offset = min(max(offset, 0), len(p.Source))
	line := sort.SearchInts(p.lines, offset+1) // of the line's beginnings, those at or before offset
	return token.Position{
		Filename: p.Name,
		Offset:   offset,
		Line:     line,
		Column:   offset - p.lines[line-1] + 1,
	}
}

func lineStarts(src []byte) []int {
	lines := []int{0}
	for i, c := range src {
		if c == '\n' {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// Error is a problem in a file, or with a file or folder as a whole.
type Error struct {
	// Pos is where the problem is. Line is 0 if it is the file or folder as a
	// whole.
	Pos token.Position
	// Msg is one line: what is wrong, then what to do.
	Msg string
	// Err is the error of the file system that is behind it, or nil.
	Err error
}

// Error returns "file:line:column: message".
func (e *Error) Error() string { return e.Pos.String() + ": " + e.Msg }

// Unwrap returns Err, for [errors.Is].
func (e *Error) Unwrap() error { return e.Err }

// Read reads and parses the post of that name. Its errors are those of [Parse],
// or an [*Error] that says why the file cannot be read.
func Read(fsys fs.FS, name string) (*Post, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, unreadable(name, "file", err)
	}
	return Parse(name, src)
}

// unreadable says why a file or folder cannot be read.
func unreadable(name, kind string, err error) *Error {
	var msg string
	switch {
	case errors.Is(err, fs.ErrNotExist):
		msg = kind + " does not exist: create it or correct the path"
	case errors.Is(err, fs.ErrPermission):
		msg = kind + " cannot be read: permission denied: change its permissions"
	case errors.Is(err, fs.ErrInvalid):
		msg = kind + " has an invalid name: write a slash path inside the site, without \"..\""
	case escapes(err):
		msg = kind + " is a symbolic link that leads out of the site: copy the " + kind + " into it"
	default:
		msg = kind + " cannot be read: " + cause(err)
	}
	return &Error{Pos: token.Position{Filename: name}, Msg: msg, Err: err}
}

// cause returns in one line why an operation failed, without its file.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}

// escapes reports whether a file system refused to leave its root. The error of
// os.Root has no name of its own, only this text.
func escapes(err error) bool { return strings.Contains(err.Error(), "path escapes") }
