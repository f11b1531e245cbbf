package page_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/page"
)

func TestWriteFeed(t *testing.T) {
	site := page.Site{Title: "Notes & more", URL: "https://blog.example", Language: "en"}
	entries := []page.FeedEntry{
		{Entry: page.Entry{Title: "Undated", URL: "u/index.html", AbsURL: "https://blog.example/u/"}},
		{
			Entry: page.Entry{
				Title: "One", URL: "one/index.html", AbsURL: "https://blog.example/one/",
				Date: time.Date(2022, 8, 18, 0, 0, 0, 0, time.UTC), Summary: "First",
			},
			Updated: time.Date(2022, 9, 1, 8, 0, 0, 0, time.FixedZone("", 2*3600)),
			Content: "<p>a & b\x01</p>",
		},
		{Entry: page.Entry{
			Title: "Two", URL: "two/index.html", AbsURL: "https://blog.example/two/",
			Date: time.Date(2022, 8, 30, 0, 0, 0, 0, time.UTC),
		}},
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>Notes &amp; more</title>
  <id>https://blog.example/</id>
  <updated>2022-09-01T06:00:00Z</updated>
  <generator>mdmedia</generator>
  <author>
    <name>Notes &amp; more</name>
  </author>
  <link href="https://blog.example/"></link>
  <link rel="self" type="application/atom+xml" href="https://blog.example/feed.xml"></link>
  <entry>
    <title>Two</title>
    <id>https://blog.example/two/</id>
    <link href="https://blog.example/two/"></link>
    <published>2022-08-30T00:00:00Z</published>
    <updated>2022-08-30T00:00:00Z</updated>
  </entry>
  <entry>
    <title>One</title>
    <id>https://blog.example/one/</id>
    <link href="https://blog.example/one/"></link>
    <published>2022-08-18T00:00:00Z</published>
    <updated>2022-09-01T06:00:00Z</updated>
    <summary>First</summary>
    <content type="html">&lt;p&gt;a &amp; b�&lt;/p&gt;</content>
  </entry>
</feed>
`
	var b bytes.Buffer
	if err := page.WriteFeed(&b, site, entries); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got:\n%s", b.String())
	}
}

// The feed is the newest FeedSize posts, and the same bytes whatever the order
// in which they were built.
func TestFeedIsBounded(t *testing.T) {
	var entries []page.FeedEntry
	for i := range page.FeedSize + 5 {
		entries = append(entries, page.FeedEntry{Entry: page.Entry{
			Title:  fmt.Sprint(i),
			AbsURL: fmt.Sprintf("https://blog.example/%d/", i),
			Date:   time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC),
		}})
	}
	var b bytes.Buffer
	if err := page.WriteFeed(&b, page.Site{URL: "https://blog.example/"}, entries); err != nil {
		t.Fatal(err)
	}
	var feed struct {
		ID      string `xml:"id"`
		Entries []struct {
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(b.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if feed.ID != "https://blog.example/" {
		t.Errorf("id %s", feed.ID)
	}
	if n := len(feed.Entries); n != page.FeedSize || feed.Entries[0].Title != "24" || feed.Entries[n-1].Title != "5" {
		t.Errorf("%d entries: %v", n, feed.Entries)
	}
}

func TestFeedErrors(t *testing.T) {
	var b bytes.Buffer
	err := page.WriteFeed(&b, page.Site{URL: "blog.example"}, nil)
	if want := "feed: site.url is not an absolute http or https address"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	e := page.FeedEntry{Entry: page.Entry{URL: "a/index.html", Date: time.Unix(1, 0)}}
	err = page.WriteFeed(&b, page.Site{URL: "https://blog.example"}, []page.FeedEntry{e})
	if want := "feed: a/index.html: the post has no absolute address"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if s := b.String(); strings.TrimSpace(s) != "" {
		t.Errorf("wrote %q", s)
	}
}
