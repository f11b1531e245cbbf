package download

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.1.2.3": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "192.0.2.1": false, "198.18.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "fd00:ec2::254": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false, "fec0::1": false,
		"2606:4700::1111%eth0": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: %t", addr, got)
		}
	}
}

// client asks servers on this computer.
func client(o Options) *Client {
	o.Address = func(ip netip.Addr) bool { return ip.IsLoopback() }
	if o.Host == nil {
		o.Host = func(host string) bool { return host == "127.0.0.1" || host == "localhost" }
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	return New(o)
}

func serve(t *testing.T, h http.HandlerFunc) string {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestGet(t *testing.T) {
	changed := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "x=1" || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("%s, %v", r.URL, r.Header)
		}
		http.ServeContent(w, r, "a.png", changed, strings.NewReader("bytes"))
	})
	f, err := client(Options{}).Get(t.Context(), address+"/a.png?x=1", time.Time{})
	if err != nil || string(f.Data) != "bytes" || !f.Modified.Equal(changed) {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := client(Options{}).Get(t.Context(), address+"/a.png?x=1", changed); err != ErrUnchanged {
		t.Error(err)
	}
}

// Whatever a name comes to, and whatever the environment says.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	asked := false
	address := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	t.Setenv("HTTP_PROXY", address)
	t.Setenv("http_proxy", address)
	c := New(Options{MaxBytes: 1 << 20, Timeout: 5 * time.Second, Host: func(string) bool { return true }})
	port := address[strings.LastIndexByte(address, ':'):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"} {
		_, err := c.Get(t.Context(), "http://"+host+port+"/a.png", time.Time{})
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", host, err)
		}
		if host == "127.0.0.1" && err.Error() != "127.0.0.1 is not an address of the public internet" {
			t.Error(err)
		}
	}
	if asked {
		t.Error("the server was asked")
	}
}

func TestRedirects(t *testing.T) {
	var address string
	address = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/host":
			http.Redirect(w, r, "http://other.example/a.png", http.StatusFound)
		case "/private":
			http.Redirect(w, r, strings.Replace(address, "127.0.0.1", "[::1]", 1), http.StatusFound)
		case "/scheme":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		default:
			_, _ = w.Write([]byte("bytes"))
		}
	})
	for path, want := range map[string]string{
		"/ok": "", "/loop": "redirects too often", "/host": "other.example is not a host to ask",
		"/private": "::1 is not a host to ask", "/scheme": "file: is not http or https",
	} {
		_, err := client(Options{}).Get(t.Context(), address+path, time.Time{})
		if got := text(err); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	stop := make(chan struct{})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/said":
			w.Header().Set("Content-Length", "2097152")
		case "/unsaid":
			for range 40 {
				_, _ = w.Write(make([]byte, 64<<10))
			}
		case "/slow":
			select {
			case <-r.Context().Done():
			case <-stop:
			}
		case "/gone":
			http.NotFound(w, r)
		}
	})
	t.Cleanup(func() { close(stop) })
	for path, want := range map[string]string{
		"/said": "is larger than 1 MB", "/unsaid": "is larger than 1 MB", "/slow": "takes too long", "/gone": "the server answers 404 Not Found",
	} {
		c := client(Options{Timeout: 2 * time.Second})
		if _, err := c.Get(t.Context(), address+path, time.Time{}); text(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	for address, want := range map[string]string{
		"http://u:p@127.0.0.1/": "a user name in the address is not used", "ftp://127.0.0.1/": "ftp: is not http or https",
		"http://other/": "other is not a host to ask", "http://\x00/": "is not a valid address",
	} {
		if _, err := client(Options{}).Get(t.Context(), address, time.Time{}); text(err) != want {
			t.Errorf("%q: %v, want %s", address, err, want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
