package sync

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A patientConn gives up on a server that takes nothing and sends nothing for
// some time. A slow one that does something now and then is waited for as long
// as it takes, which a timeout for the whole request would not do.
type patientConn struct {
	net.Conn
	patience *patience
	why      atomic.Pointer[error] // what happened to it first
}

// A patience is how long the connections to one server are waited for: less
// before it has said anything at all, since it may be no S3 server.
type patience struct {
	first, later time.Duration
	answered     atomic.Bool
}

// limit is for how long a connection may stand still now.
func (p *patience) limit() time.Duration {
	if p.answered.Load() {
		return p.later
	}
	return p.first
}

// errStalled says that a connection stood still.
var errStalled = stalledError{}

type stalledError struct{}

func (stalledError) Error() string { return "the connection stood still" }

// Timeout makes the SDK try again.
func (stalledError) Timeout() bool { return true }

func (stalledError) Temporary() bool { return true }

// Read waits for the next bytes. While it does, writing extends its time.
func (c *patientConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.patience.limit())); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if n > 0 && !c.patience.answered.Load() {
		c.patience.answered.Store(true)
	}
	return n, c.explain(err)
}

// Write begins anew to be patient whenever some of the bytes were taken.
func (c *patientConn) Write(p []byte) (int, error) {
	written := 0
	for {
		if err := c.SetDeadline(time.Now().Add(c.patience.limit())); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(p[written:])
		if written += n; n == 0 || written == len(p) || !errors.Is(err, os.ErrDeadlineExceeded) {
			return written, c.explain(err)
		}
	}
}

// bodyBuffers are for ReadFrom: larger than net/http's own, and not made anew
// for each request.
var bodyBuffers = sync.Pool{New: func() any { return new([copyBuffer]byte) }}

// ReadFrom is what net/http sends bodies with.
func (c *patientConn) ReadFrom(r io.Reader) (int64, error) {
	b, _ := bodyBuffers.Get().(*[copyBuffer]byte)
	defer bodyBuffers.Put(b)
	var total int64
	for {
		n, err := r.Read(b[:])
		if n > 0 {
			k, err := c.Write(b[:n])
			if total += int64(k); err != nil {
				return total, err
			}
		}
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// explain says what became of the connection. Reading and writing go on at the
// same time: what one of them meets has the transport close the connection, and
// the other would only tell of that.
func (c *patientConn) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, net.ErrClosed):
		if why := c.why.Load(); why != nil {
			return *why
		}
		return err // we closed it ourselves
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errStalled
	}
	why := err
	if errors.Is(err, io.EOF) {
		why = io.ErrUnexpectedEOF // to a writer
	}
	c.why.CompareAndSwap(nil, &why)
	return err
}
