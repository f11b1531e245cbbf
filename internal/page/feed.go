package page

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// FeedSize is how many of the newest posts a feed holds. Readers fetch the
// whole file again and again, so it stays small however old the site is.
const FeedSize = 20

// A FeedEntry is one post in the feed.
type FeedEntry struct {
	Entry
	// Updated is when the post last changed. Zero: Date.
	Updated time.Time
	// Content is the post's HTML, in which every address must be absolute.
	Content string
}

// WriteFeed writes an Atom feed (RFC 4287) of the newest [FeedSize] entries to
// w. Entries without a date are left out, since Atom demands one. A site or an
// entry without an absolute address is an error: these addresses are the ids
// that readers know posts by.
func WriteFeed(w io.Writer, s Site, entries []FeedEntry) error {
	if !isAbsolute(s.URL) {
		return errors.New("feed: site.url is not an absolute http or https address")
	}
	feed := atomFeed{
		Lang:   cmp.Or(s.Language, "en"),
		Title:  siteName(s),
		By:     "mdmedia",
		ID:     strings.TrimSuffix(s.URL, "/") + "/",
		Author: atomAuthor{siteName(s)},
	}
	feed.Links = []atomLink{{Href: feed.ID}, {Rel: "self", Type: "application/atom+xml", Href: feed.ID + "feed.xml"}}
	updated := time.Unix(0, 0)
	for _, e := range newest(entries) {
		if !isAbsolute(e.AbsURL) {
			return errors.New("feed: " + e.URL + ": the post has no absolute address")
		}
		changed := e.Date
		if !e.Updated.IsZero() {
			changed = e.Updated
		}
		if changed.After(updated) {
			updated = changed
		}
		feed.Entries = append(feed.Entries, newAtomEntry(e, changed))
	}
	feed.Updated = timestamp(updated)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func newest(entries []FeedEntry) []FeedEntry {
	dated := make([]FeedEntry, 0, len(entries))
	for _, e := range entries {
		if !e.Date.IsZero() {
			dated = append(dated, e)
		}
	}
	slices.SortFunc(dated, func(a, b FeedEntry) int { return ByDate(a.Entry, b.Entry) })
	return dated[:min(len(dated), FeedSize)]
}

func newAtomEntry(e FeedEntry, updated time.Time) atomEntry {
	a := atomEntry{
		Title:     cmp.Or(e.Title, e.URL),
		ID:        e.AbsURL,
		Link:      atomLink{Href: e.AbsURL},
		Published: timestamp(e.Date),
		Updated:   timestamp(updated),
		Summary:   e.Summary,
	}
	if e.Content != "" {
		a.Content = &atomContent{Type: "html", Text: e.Content}
	}
	return a
}

// WriteFeedCover writes a cover as feed readers show it, above the post. Its URL
// must be absolute.
func WriteFeedCover(b *bytes.Buffer, c *Image) {
	putText(b, `<p><img src="`, c.URL, `"`)
	putText(b, ` alt="`, c.Alt, `"`)
	putSize(b, ` width="`, c.Width)
	putSize(b, ` height="`, c.Height)
	b.WriteString("></p>\n")
}

// timestamp is the date construct of RFC 4287, section 3.3.
func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	By      string      `xml:"generator"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title     string       `xml:"title"`
	ID        string       `xml:"id"`
	Link      atomLink     `xml:"link"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Summary   string       `xml:"summary,omitempty"`
	Content   *atomContent `xml:"content"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}
