package faultproxy

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// maxHead bounds the head of a message.
const maxHead = 1 << 20

// errBreak stops a flow where the fault wants it.
var errBreak = errors.New("the fault's moment has come")

// readHead reads the head of a message with the empty line behind it, exactly
// as it came.
func readHead(in *bufio.Reader) ([]byte, error) {
	var head []byte
	for len(head) < maxHead {
		line, err := in.ReadSlice('\n')
		head = append(head, line...)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if err == nil && len(bytes.TrimRight(line, "\r\n")) == 0 && len(head) > 2 {
			return head, nil
		}
	}
	return nil, errors.New("faultproxy: the head of a message has no end")
}

func parseRequest(head []byte) (*http.Request, error) {
	return http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
}

// A framing is what the head of an answer says about its end.
type framing struct {
	status   int
	length   int64    // of the body; negative: unknown
	encoding []string // such as chunked
	none     bool     // there is no body, whatever the length
	closes   bool     // the connection ends behind it
}

func parseAnswer(head []byte, req *http.Request) (framing, error) {
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(head)), req)
	if err != nil {
		return framing{}, err
	}
	_ = resp.Body.Close() // only the head is there
	f := framing{status: resp.StatusCode, length: resp.ContentLength, encoding: resp.TransferEncoding}
	f.none = req.Method == http.MethodHead || f.length == 0 ||
		f.status == http.StatusNoContent || f.status == http.StatusNotModified
	f.closes = resp.Close || !f.none && f.length < 0 && len(f.encoding) == 0
	return f, nil
}

// A flow is a body on its way from one side to the other.
type flow struct {
	p        *Proxy
	from, to *side
	rate     int64         // bytes a second; 0: no limit
	left     int64         // bytes until the fault; negative: none
	count    *atomic.Int64 // of the bytes; may be nil
}

func (x *pair) flow(from, to *side, f *Fault, at Point) *flow {
	fl := &flow{p: x.p, from: from, to: to, rate: f.Rate, left: -1}
	if f.At == at && f.Do != "" {
		fl.left = f.After
	}
	return fl
}

// body passes a body of n bytes on; a negative n is one in chunks, or one that
// ends with the connection.
func (f *flow) body(n int64, encoding []string) error {
	if n >= 0 {
		return f.bytes(n)
	}
	if len(encoding) == 0 {
		return f.bytes(1 << 60)
	}
	for {
		line, err := f.from.in.ReadBytes('\n')
		if err != nil {
			return err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
		chunk, err := strconv.ParseInt(size, 16, 64)
		if err != nil {
			return fmt.Errorf("faultproxy: not the size of a chunk: %q", size)
		}
		if err := f.write(line); err != nil {
			return err
		}
		if chunk == 0 {
			return f.trailer()
		}
		if err := f.bytes(chunk + 2); err != nil { // with the line's end behind it
			return err
		}
	}
}

// trailer passes on what comes behind the last chunk, to the empty line.
func (f *flow) trailer() error {
	for {
		line, err := f.from.in.ReadBytes('\n')
		if err != nil {
			return err
		}
		if err := f.write(line); err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
	}
}

// bytes passes n bytes on, or as many as there are until the fault.
func (f *flow) bytes(n int64) error {
	breaks := f.left >= 0 && n >= f.left
	if breaks {
		n = f.left
	}
	if f.left >= 0 {
		f.left -= n
	}
	for n > 0 {
		step := n
		if f.rate > 0 {
			step = min(n, max(f.rate/20, 1))
			if !f.p.pause(time.Second * time.Duration(step) / time.Duration(f.rate)) {
				return errEnd
			}
		}
		if err := f.copy(step); err != nil {
			return err
		}
		n -= step
	}
	if breaks {
		return errBreak
	}
	return nil
}

// copy passes exactly n bytes on: those that were read already, and then the
// others from socket to socket.
func (f *flow) copy(n int64) error {
	for n > 0 && f.from.in.Buffered() > 0 {
		data, err := f.from.in.Peek(int(min(n, int64(f.from.in.Buffered()))))
		if err != nil {
			return err
		}
		if err := f.write(data); err != nil {
			return err
		}
		_, _ = f.from.in.Discard(len(data))
		n -= int64(len(data))
	}
	if n == 0 {
		return nil
	}
	done, err := io.CopyN(f.to.conn, f.from.conn, n)
	if f.count != nil {
		f.count.Add(done)
	}
	return err
}

func (f *flow) write(data []byte) error {
	n, err := f.to.conn.Write(data)
	if f.count != nil {
		f.count.Add(int64(n))
	}
	return err
}
