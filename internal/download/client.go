package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Options bound what a Client does.
type Options struct {
	// MaxBytes is the size of the largest file.
	MaxBytes int64
	// Timeout is how long one file may take, redirects included.
	Timeout time.Duration
	// Host reports whether a host may be asked.
	Host func(host string) bool
	// Address reports whether an address may be connected to. Nil: Public.
	Address func(netip.Addr) bool
}

// A Client gets files. It is safe for concurrent use.
type Client struct {
	http     *http.Client
	maxBytes int64
	host     func(string) bool
}

// A File is what was got.
type File struct {
	Data []byte
	// Modified is when the server says that the file changed last. Zero: it does
	// not say.
	Modified time.Time
}

// ErrUnchanged is returned by Get for a file that has not changed since.
var ErrUnchanged = errors.New("unchanged")

const maxRedirects = 5

// New returns a Client.
func New(o Options) *Client {
	allowed := o.Address
	if allowed == nil {
		allowed = Public
	}
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error { return checkAddress(address, allowed) },
	}
	c := &Client{maxBytes: o.MaxBytes, host: o.Host}
	c.http = &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, DisableCompression: true, ForceAttemptHTTP2: true,
			MaxResponseHeaderBytes: 64 << 10, TLSHandshakeTimeout: 10 * time.Second, MaxIdleConnsPerHost: 4, IdleConnTimeout: 10 * time.Second,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errors.New("redirects too often")
			}
			if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https" {
				return errors.New("redirects from https to http")
			}
			return c.check(req.URL)
		},
	}
	return c
}

// checkAddress looks at the address that is about to be connected to.
func checkAddress(address string, allowed func(netip.Addr) bool) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !allowed(ap.Addr()) {
		return fmt.Errorf("%s is not an address of the public internet", ap.Addr())
	}
	return nil
}

func (c *Client) check(u *url.URL) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%s: is not http or https", u.Scheme)
	case u.User != nil:
		return errors.New("a user name in the address is not used")
	case !c.host(strings.ToLower(u.Hostname())):
		return fmt.Errorf("%s is not a host to ask", u.Hostname())
	}
	return nil
}

// Get gets a file, if it has changed since a time that is not zero. The error
// is one line, without the address.
func (c *Client) Get(ctx context.Context, address string, since time.Time) (File, error) {
	u, err := url.Parse(address)
	if err != nil {
		return File{}, errors.New("is not a valid address")
	}
	if err := c.check(u); err != nil {
		return File{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return File{}, err
	}
	req.Header.Set("User-Agent", "mdmedia")
	req.Header.Set("Accept", "image/*,video/*,audio/*")
	if !since.IsZero() {
		req.Header.Set("If-Modified-Since", since.UTC().Format(http.TimeFormat))
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return File{}, innermost(err)
	}
	defer resp.Body.Close()
	return c.read(resp, !since.IsZero())
}

func (c *Client) read(resp *http.Response, conditional bool) (f File, err error) {
	switch {
	case conditional && resp.StatusCode == http.StatusNotModified:
		return f, ErrUnchanged
	case resp.StatusCode != http.StatusOK:
		return f, fmt.Errorf("the server answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	case resp.ContentLength > c.maxBytes:
		return f, c.tooLarge()
	}
	if f.Data, err = io.ReadAll(io.LimitReader(resp.Body, c.maxBytes+1)); err != nil {
		return File{}, innermost(err)
	}
	if int64(len(f.Data)) > c.maxBytes {
		return File{}, c.tooLarge()
	}
	f.Modified, _ = http.ParseTime(resp.Header.Get("Last-Modified"))
	return f, nil
}

func (c *Client) tooLarge() error { return fmt.Errorf("is larger than %d MB", c.maxBytes>>20) }

// innermost takes away the address that net/http puts before an error.
func innermost(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		if ue.Timeout() {
			return errors.New("takes too long")
		}
		err = ue.Err
	}
	var oe *net.OpError
	if errors.As(err, &oe) {
		err = oe.Err
	}
	return errors.New(strings.Join(strings.Fields(err.Error()), " "))
}
