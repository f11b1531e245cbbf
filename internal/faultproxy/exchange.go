package faultproxy

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"time"
)

// lastWords is how long an answer is waited for where a body broke off.
const lastWords = 200 * time.Millisecond

// errEnd ends a connection on which nothing more can follow.
var errEnd = errors.New("the connection ends here")

// A pair is a client's connection and the one to the server that belongs to it.
type pair struct {
	p              *Proxy
	client, server *side
}

// A side is one of the two connections.
type side struct {
	conn *net.TCPConn
	in   *bufio.Reader
}

func newSide(c *net.TCPConn) *side { return &side{c, bufio.NewReaderSize(c, 8<<10)} }

// serve handles the requests of one connection, one after the other.
func (p *Proxy) serve(c *net.TCPConn) {
	if !p.hold(c) {
		return
	}
	defer p.release(c)
	x := &pair{p: p, client: newSide(c)}
	defer func() {
		if x.server != nil {
			p.release(x.server.conn)
		}
	}()
	for x.exchange() == nil {
	}
}

// exchange passes one request and its answer on. An error ends the connection.
func (x *pair) exchange() error {
	head, err := readHead(x.client.in)
	if err != nil {
		return err
	}
	req, err := parseRequest(head)
	if err != nil {
		return err
	}
	rec := newRecord(req)
	f := x.p.note(rec)
	if !x.p.pause(x.p.latency + f.Delay) {
		return errEnd
	}
	if f.At == "" {
		f.At = AtRequest
	}
	if f.At == AtRequest {
		if f.Do != "" {
			return x.end(f.Do)
		}
		if f.Status != 0 {
			return x.answer(req, rec, &f)
		}
	}
	if err := x.dial(); err != nil {
		return err
	}
	if _, err := x.server.conn.Write(head); err != nil {
		return err
	}
	return x.relay(req, rec, &f)
}

// dial connects to the server at the first request that is passed on.
func (x *pair) dial() error {
	if x.server != nil {
		return nil
	}
	c, err := net.Dial("tcp", x.p.target)
	if err != nil {
		_ = x.end(Reset)
		return err
	}
	if !x.p.hold(c) {
		return errEnd
	}
	x.server = newSide(c.(*net.TCPConn))
	return nil
}

// relay passes the request's body and the answer on, at the same time, since a
// server may answer before it has read everything.
func (x *pair) relay(req *http.Request, rec *record, f *Fault) error {
	if req.ContentLength == 0 && len(req.TransferEncoding) == 0 {
		if f.At == AtBody && f.Do != "" {
			return x.end(f.Do)
		}
		return x.reply(req, rec, f)
	}
	answered := make(chan error, 1)
	go func() {
		err := x.reply(req, rec, f)
		if err != nil && !errors.Is(err, errEnd) {
			_ = x.client.conn.Close() // the body is waited for in vain
		}
		answered <- err
	}()
	flow := x.flow(x.client, x.server, f, AtBody)
	flow.count = &rec.sent
	err := flow.body(req.ContentLength, req.TransferEncoding)
	switch {
	case err == nil:
		return <-answered
	case errors.Is(err, errBreak):
		err = x.end(f.Do)
		_ = x.server.conn.Close()
		return errors.Join(err, <-answered)
	}
	// The client is gone. Or the server is, and its answer says why.
	_ = x.server.conn.CloseWrite()
	_ = x.server.conn.SetReadDeadline(time.Now().Add(lastWords))
	if end := <-answered; end == nil || errors.Is(end, errEnd) {
		_ = x.client.conn.CloseWrite()
		x.drain()
	}
	return err
}

// reply passes the answer on, and the interim ones before it.
func (x *pair) reply(req *http.Request, rec *record, f *Fault) error {
	for {
		head, err := readHead(x.server.in)
		if err != nil {
			return err
		}
		resp, err := parseAnswer(head, req)
		if err != nil {
			return err
		}
		interim := resp.status < 200
		if f.At == AtAnswer && !interim {
			return x.replace(req, head, rec, f)
		}
		if _, err := x.client.conn.Write(head); err != nil {
			return err
		}
		if interim {
			continue
		}
		rec.status.Store(int64(resp.status))
		return x.replyBody(&resp, f)
	}
}

func (x *pair) replyBody(resp *framing, f *Fault) error {
	err := error(nil)
	switch {
	case !resp.none:
		err = x.flow(x.server, x.client, f, AtReply).body(resp.length, resp.encoding)
	case f.At == AtReply && f.Do != "":
		err = errBreak
	}
	switch {
	case errors.Is(err, errBreak):
		return x.end(f.Do)
	case err == nil && resp.closes:
		return errEnd
	}
	return err
}

// replace gives the client something else than the server's answer: the server
// has done its work.
func (x *pair) replace(req *http.Request, head []byte, rec *record, f *Fault) error {
	switch {
	case f.Do == Cut:
		_, _ = x.client.conn.Write(head[:len(head)/2])
	case f.Do != "":
		return x.end(f.Do)
	case f.Status != 0:
		rec.status.Store(int64(f.Status))
		_, _ = x.client.conn.Write(errorAnswer(req, f))
	}
	return errEnd
}

// end breaks the connection in the wanted way.
func (x *pair) end(how Break) error {
	switch how {
	case Reset:
		_ = x.client.conn.SetLinger(0)
		_ = x.client.conn.Close()
	case Cut:
		_ = x.client.conn.CloseWrite()
		x.drain()
	case Stall:
		<-x.p.closed
	}
	return errEnd
}

// drain reads what the client still sends: a connection that is closed with
// bytes unread is reset, and the answer is lost.
func (x *pair) drain() {
	_ = x.client.conn.SetReadDeadline(time.Now().Add(lastWords))
	_, _ = x.discard(1 << 40)
}
