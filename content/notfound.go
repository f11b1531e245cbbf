package content

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Reason is why there is no file to a path. Where the places tried give several
// reasons, the later one in this list is reported.
type Reason int

// The reasons.
const (
	noReason   Reason = iota // there is a file
	Missing                  // there is no such name
	Outside                  // the path leads out of the file system or of a static root
	Unreadable               // a folder on the way cannot be listed
	NoFile                   // a device, a pipe, a socket
	Folder                   // a folder
	LinkBroken               // a symbolic link to nothing
	LinkOut                  // a symbolic link that leads out of the site
	Empty                    // a file of 0 bytes
	WrongCase                // a name that differs by case only
	WrongForm                // the same name in another Unicode form (NFC, NFD), which looks the same
	Ambiguous                // several files have that name, and only the name tells ([ByName])
)

var reasons = [...]string{
	"there", "not there", "outside of the site", "in a folder that cannot be read", "no regular file", "a folder",
	"a link to nothing", "a link out of the site", "empty", "there in another case", "there in another Unicode form", "one of several",
}

// String returns the reason in a few words, such as "not there".
func (r Reason) String() string { return reasons[r] }

// NotFoundError says why no file was found, in one line.
type NotFoundError struct {
	// Path is the path as it was looked for.
	Path string
	// Reason is the problem.
	Reason Reason
	// Tried lists the folders looked in, "." for the root of the file system;
	// for Ambiguous, two of the files.
	Tried []string
	// Nearest is the path to write instead, if there is a file that is likely
	// to be meant; else "". For WrongCase and WrongForm it is the one that
	// differs by case or by Unicode form.
	Nearest string
	// Err is the error of the file system for Unreadable, else nil.
	Err error
}

// Unwrap returns Err, for [errors.Is].
func (e *NotFoundError) Unwrap() error { return e.Err }

// Error returns one line: what is wrong, then what to do.
func (e *NotFoundError) Error() string {
	switch e.Reason {
	case WrongCase:
		return fmt.Sprintf("%q does not exist, but %q does: names are case-sensitive on servers: write %q", e.Path, e.Nearest, e.Nearest)
	case WrongForm:
		return fmt.Sprintf("%q does not exist, but %q does, which is the same name in another Unicode form: rename the file or copy its name", e.Path, e.Nearest)
	case Folder:
		return fmt.Sprintf("%q is a folder: name a file", e.Path)
	case Outside:
		return fmt.Sprintf("%q leads out of the site: move the file into the site", e.Path)
	case LinkOut:
		return fmt.Sprintf("%q is a symbolic link that leads out of the site: copy the file into it", e.Path)
	case LinkBroken:
		return fmt.Sprintf("%q is a symbolic link to a file that does not exist: correct the link", e.Path)
	case NoFile:
		return fmt.Sprintf("%q is not a regular file: save the image as a file", e.Path)
	case Empty:
		return fmt.Sprintf("%q is empty: save the image again", e.Path)
	case Ambiguous:
		return fmt.Sprintf("%q could be %s or %s: write more of the path", e.Path, e.Tried[0], e.Tried[1])
	case Unreadable:
		return fmt.Sprintf("%q is in a folder that cannot be read: %s: correct that", e.Path, cause(e.Err))
	default:
		return fmt.Sprintf("%q not found (looked in %s): %s", e.Path, e.tried(), e.advice())
	}
}

func (e *NotFoundError) tried() string {
	if len(e.Tried) == 0 {
		return "no folder"
	}
	names := slices.Clone(e.Tried)
	for i, name := range names {
		switch {
		case name == ".":
			names[i] = "the site's root"
		case strings.ContainsFunc(name, unicode.IsControl):
			names[i] = strconv.Quote(name)
		}
	}
	return strings.Join(names, ", ")
}

func (e *NotFoundError) advice() string {
	switch {
	case e.Nearest != "":
		return fmt.Sprintf("did you mean %q?", e.Nearest)
	case looksLikeHost(e.Path):
		return fmt.Sprintf("did you mean %q?", "https://"+e.Path)
	default:
		return "put the file there or correct the name"
	}
}

// looksLikeHost reports whether a path begins with what can only be a host:
// two or more labels of which the last consists of letters.
func looksLikeHost(p string) bool {
	host, _, ok := strings.Cut(p, "/")
	labels := strings.Split(host, ".")
	if !ok || len(labels) < 2 || len(labels[len(labels)-1]) < 2 || isMedia(path.Ext(host)) {
		return false
	}
	for i, label := range labels {
		for _, c := range []byte(label) {
			last := i == len(labels)-1
			if !isLetter(c) && (last || c != '-' && (c < '0' || c > '9')) {
				return false
			}
		}
		if label == "" {
			return false
		}
	}
	return true
}
