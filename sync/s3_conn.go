package sync

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// A patientConn gives up on a server that takes nothing and sends nothing for
// some time. A slow one that does something now and then is waited for as long
// as it takes, which a timeout for the whole request would not do.
type patientConn struct {
	net.Conn
	patience time.Duration
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
	if err := c.SetReadDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	return n, stalled(err)
}

// Write begins anew to be patient whenever some of the bytes were taken.
func (c *patientConn) Write(p []byte) (int, error) {
	written := 0
	for {
		if err := c.SetDeadline(time.Now().Add(c.patience)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(p[written:])
		if written += n; n == 0 || written == len(p) || !errors.Is(err, os.ErrDeadlineExceeded) {
			return written, stalled(err)
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

func stalled(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errStalled
	}
	return err
}
