package page

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// An Entry is one post in the index page.
type Entry struct {
	// Title is what the link says. Empty: the URL.
	Title string
	// URL is the link from the index page to the post, relative, and ending
	// in a file's name so that it works from disk.
	URL string
	// AbsURL is the post's absolute address, the identity of its feed entry.
	// Empty without Site.URL.
	AbsURL string
	// Date is the day of the post. Zero: the post is listed last.
	Date time.Time
	// Cover is a small picture beside the title. Nil: none.
	Cover *Image
	// Summary is plain text. Empty: none.
	Summary string
}

// ByDate orders entries for [slices.SortFunc]: newest first, those without a
// date last, and by title and address among equals, so that the order never
// depends on the order in which posts were built.
func ByDate(a, b Entry) int {
	return cmp.Or(
		b.Date.Compare(a.Date), // the zero time is before every date
		strings.Compare(a.Title, b.Title),
		strings.Compare(a.URL, b.URL),
	)
}

func sorted(entries []Entry) []Entry {
	e := slices.Clone(entries)
	slices.SortFunc(e, ByDate)
	return e
}
