package mdmedia

import "container/list"

// A pageCache keeps the pages that were shown lately, and with them the last
// good version of what is broken now.
type pageCache struct {
	entries map[string]*list.Element // by post
	order   *list.List               // of *shownPage, the latest first
	bytes   int
}

type shownPage struct {
	post, out string
	html      []byte
	stale     bool // something that it depends on has changed
}

// The bounds of a pageCache: what does not fit is rendered again.
const (
	maxPages     = 256
	maxPageBytes = 64 << 20
)

func newPageCache() pageCache {
	return pageCache{entries: map[string]*list.Element{}, order: list.New()}
}

func (c *pageCache) get(post string) *shownPage {
	e := c.entries[post]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*shownPage)
}

func (c *pageCache) put(post, out string, html []byte) {
	c.drop(post)
	c.entries[post] = c.order.PushFront(&shownPage{post: post, out: out, html: html})
	c.bytes += len(html)
	for last := c.order.Back(); last != c.order.Front() && (c.order.Len() > maxPages || c.bytes > maxPageBytes); last = c.order.Back() {
		c.drop(last.Value.(*shownPage).post)
	}
}

// expire says that a page must be made again; until that succeeds it is the
// last good one.
func (c *pageCache) expire(post string) {
	if e := c.entries[post]; e != nil {
		e.Value.(*shownPage).stale = true
	}
}

func (c *pageCache) drop(post string) {
	if e := c.entries[post]; e != nil {
		c.bytes -= len(e.Value.(*shownPage).html)
		c.order.Remove(e)
		delete(c.entries, post)
	}
}

// keep drops the pages of posts that are gone.
func (c *pageCache) keep(posts map[string]*modelPost) {
	for post := range c.entries {
		if posts[post] == nil {
			c.drop(post)
		}
	}
}
