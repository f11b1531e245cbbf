package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// A Problem is shown over the page that it concerns.
type Problem struct {
	// Place is file:line:col as the terminal has it; empty: no file is to blame.
	Place string `json:"place,omitempty"`
	// Message is one line. Warning: the page is shown all the same.
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"`
	// Source is the line of the file, and Column where in it, from 1 and in
	// UTF-16 units as scripts count; 0: unknown.
	Source string `json:"source,omitempty"`
	Column int    `json:"column,omitempty"`
	// Edit is a link that opens the place in an editor. Empty: none.
	Edit string `json:"edit,omitempty"`
}

// A View is what a browser shows or should show at a path.
type View struct {
	// Version of the page, as of the function Version.
	Version string
	// Problems of the page.
	Problems []Problem
}

// A Hub tells browsers what has changed. Its zero value is not usable.
type Hub struct {
	view func(path string) View

	mu      sync.Mutex
	clients map[*client]bool
	closed  bool
}

// A client is a page in a browser.
type client struct {
	path     string
	version  string // that it shows
	problems string // that it shows, as JSON
	events   chan []byte
	gone     chan struct{} // closed by whoever finds that it is
	once     sync.Once
}

// NewHub returns a hub. view says what is at a path; it is called from several
// goroutines.
func NewHub(view func(path string) View) *Hub {
	return &Hub{view: view, clients: map[*client]bool{}}
}

// backlog is how many events a browser may be behind before it is cut off; it
// then connects again and learns the rest.
const backlog = 16

// ServeHTTP is the stream of events for ?path=/a/page/&version=of-it.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c := &client{path: q.Get("path"), version: q.Get("version"), problems: "[]", events: make(chan []byte, backlog), gone: make(chan struct{})}
	if !h.enter(c) {
		http.Error(w, "The preview is ending.", http.StatusServiceUnavailable)
		return
	}
	defer h.leave(c)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, "retry: 500\n\n")
	h.tell(c, h.view(c.path))
	if flush.Flush() != nil {
		return
	}
	alive := time.NewTicker(30 * time.Second) // finds out who has left
	defer alive.Stop()
	for {
		message := []byte(":\n\n")
		select {
		case <-r.Context().Done():
			return
		case <-c.gone:
			return
		case message = <-c.events:
		case <-alive.C:
		}
		if _, err := w.Write(message); err != nil || flush.Flush() != nil {
			return
		}
	}
}

func (h *Hub) enter(c *client) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.clients[c] = true
	}
	return !h.closed
}

func (h *Hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

// Viewed returns the paths that browsers show.
func (h *Hub) Viewed() map[string]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	paths := map[string]bool{}
	for c := range h.clients {
		paths[c.path] = true
	}
	return paths
}

// Update tells every browser what differs from what it shows. changed returns
// the object keys of the media at a path whose bytes are new; nil: none.
func (h *Hub) Update(changed func(path string) []string) {
	views := map[string]View{}
	for path := range h.Viewed() {
		views[path] = h.view(path)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		v, ok := views[c.path]
		if !ok {
			continue // came meanwhile, and knows
		}
		h.say(c, v)
		if changed == nil {
			continue
		}
		if keys := changed(c.path); len(keys) > 0 {
			c.send("media", map[string]any{"keys": keys})
		}
	}
}

// Reload has every browser load its page anew.
func (h *Hub) Reload() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.send("reload", struct{}{})
	}
}

// tell brings one browser up to date.
func (h *Hub) tell(c *client, v View) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.say(c, v)
}

func (h *Hub) say(c *client, v View) {
	if v.Version != "" && v.Version != c.version {
		c.version = v.Version
		c.send("page", map[string]any{"version": v.Version})
	}
	if v.Problems == nil {
		v.Problems = []Problem{}
	}
	list, _ := json.Marshal(v.Problems) // strings and numbers always encode
	if string(list) != c.problems {
		c.problems = string(list)
		c.send("problems", json.RawMessage(list))
	}
}

// send queues an event. A browser that does not keep up is cut off.
func (c *client) send(event string, data any) {
	text, _ := json.Marshal(data)
	select {
	case c.events <- fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, text):
	default:
		c.once.Do(func() { close(c.gone) })
	}
}

// Close ends all streams, so that the server can stop.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.clients {
		c.once.Do(func() { close(c.gone) })
	}
}
