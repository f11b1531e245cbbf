package faultproxy

import (
	"fmt"
	"net/http"
	"strings"
)

// answer gives the error in the server's place. The request's body is read
// first, as servers mostly do, unless the client waits to be asked for it.
func (x *pair) answer(req *http.Request, rec *record, f *Fault) error {
	waits := strings.EqualFold(req.Header.Get("Expect"), "100-continue")
	if !waits && req.ContentLength > 0 {
		n, err := x.discard(req.ContentLength)
		rec.sent.Add(n)
		if err != nil {
			return err
		}
	}
	rec.status.Store(int64(f.Status))
	if _, err := x.client.conn.Write(errorAnswer(req, f)); err != nil {
		return err
	}
	if waits || len(req.TransferEncoding) > 0 {
		_ = x.client.conn.CloseWrite()
		x.drain()
		return errEnd
	}
	return nil
}

func (x *pair) discard(n int64) (done int64, err error) {
	buf := make([]byte, 32<<10)
	for done < n && err == nil {
		var k int
		k, err = x.client.in.Read(buf[:min(n-done, int64(len(buf)))])
		done += int64(k)
	}
	return done, err
}

// errorAnswer is an answer as S3 gives it.
func errorAnswer(req *http.Request, f *Fault) []byte {
	body := ""
	if f.Code != "" {
		body = `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + f.Code + "</Code><Message>" + f.Code + " by rule</Message></Error>"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n", f.Status, http.StatusText(f.Status), len(body))
	if f.RetryAfter != "" {
		fmt.Fprintf(&b, "Retry-After: %s\r\n", f.RetryAfter)
	}
	if f.At == AtAnswer || req.Header.Get("Expect") != "" || len(req.TransferEncoding) > 0 {
		b.WriteString("Connection: close\r\n")
	}
	b.WriteString("\r\n")
	if req.Method != http.MethodHead {
		b.WriteString(body)
	}
	return []byte(b.String())
}
