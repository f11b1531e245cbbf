package renderer

import "sync"

// maxMemo is the size in bytes of what a memo keeps, keys included.
const maxMemo = 4 << 20

// A memo keeps the highlighted form of code blocks. Translations of a post
// have the same code, and the same command is shown again and again, while
// highlighting is the most expensive part of a page. When it is full it starts
// anew. The zero value is empty; it is safe for concurrent use.
type memo struct {
	mu   sync.Mutex
	html map[string][]byte
	size int
}

// get returns what was put for the key, nil if it is not there any more.
func (m *memo) get(key string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.html[key]
}

// put keeps html, which nobody may change afterwards.
func (m *memo) put(key string, html []byte) {
	n := len(key) + len(html)
	if n > maxMemo/64 {
		return // one large block is not worth many small ones
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.html == nil || m.size+n > maxMemo {
		m.html, m.size = map[string][]byte{}, 0
	}
	m.html[key] = html
	m.size += n
}
