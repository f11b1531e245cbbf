package faultproxy

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"
)

// Options say what the proxy stands before.
type Options struct {
	// Target is the server's address, such as http://127.0.0.1:7070. Required.
	Target string
	// Latency is added to every request, on all connections alike. 0: none.
	Latency time.Duration
	// Rules are tried in their order; the first that a request meets counts.
	Rules []Rule
}

// A Proxy is at work until it is closed. Its methods may be used concurrently.
type Proxy struct {
	target   string
	latency  time.Duration
	listener net.Listener
	closed   chan struct{}
	wg       sync.WaitGroup

	mu    sync.Mutex
	rules []*counted
	log   []*record
	conns map[net.Conn]struct{}
	calls int
}

// Start begins to listen on a free port of the loopback interface.
func Start(o Options) (*Proxy, error) {
	u, err := url.Parse(o.Target)
	if err != nil || u.Scheme != "http" || u.Port() == "" {
		return nil, fmt.Errorf("faultproxy: target %q: want http://host:port", o.Target)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: u.Host, latency: o.Latency, listener: l, closed: make(chan struct{}), conns: map[net.Conn]struct{}{}}
	p.SetRules(o.Rules...)
	p.wg.Go(p.accept)
	return p, nil
}

// URL is the proxy's own address, to be used in the server's place.
func (p *Proxy) URL() string { return "http://" + p.listener.Addr().String() }

// SetRules replaces the rules, for requests that come from now on.
func (p *Proxy) SetRules(rules ...Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = make([]*counted, len(rules))
	for i, r := range rules {
		p.rules[i] = &counted{Rule: r}
	}
}

// Requests returns what came since the start or the last Forget, in the order
// of arrival.
func (p *Proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Request, len(p.log))
	for i, r := range p.log {
		all[i] = r.now()
	}
	return all
}

// Count returns how many of the Requests match, and the bytes of their bodies.
func (p *Proxy) Count(m Match) (requests int, sent int64) {
	for _, r := range p.Requests() {
		if m.matches(&r) {
			requests++
			sent += r.Sent
		}
	}
	return requests, sent
}

// Connections is how many connections clients have made since the start.
func (p *Proxy) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// Forget empties the list of requests.
func (p *Proxy) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = nil
}

// Close ends all connections, also stalled ones, and waits for that. It may be
// called more than once.
func (p *Proxy) Close() error {
	p.mu.Lock()
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	err := p.listener.Close()
	p.wg.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		p.mu.Lock()
		p.calls++
		p.mu.Unlock()
		p.wg.Go(func() { p.serve(c.(*net.TCPConn)) })
	}
}

// hold makes Close end the connection. It reports false if that has happened.
func (p *Proxy) hold(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.closed:
		_ = c.Close()
		return false
	default:
		p.conns[c] = struct{}{}
		return true
	}
}

func (p *Proxy) release(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// note remembers a request and returns the fault that it meets.
func (p *Proxy) note(r *record) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, r)
	for _, rule := range p.rules {
		if rule.matches(&r.Request) && rule.meets() {
			r.Faulted = true
			return rule.Fault
		}
	}
	return Fault{}
}

// pause waits, and reports false if the proxy was closed meanwhile.
func (p *Proxy) pause(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.closed:
		return false
	}
}
