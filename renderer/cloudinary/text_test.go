package cloudinary

import (
	"net/url"
	"strings"
	"testing"
)

// The first ones are what Cloudinary's documentation and libraries have.
func TestEscapeText(t *testing.T) {
	for text, want := range map[string]string{
		"Style":                "Style",
		"Hello World":          "Hello%20World",
		"Hello, World":         "Hello%252C%20World",
		"and/or":               "and%252For",
		"50% off?":             "50%25%20off%3F",
		"100%25":               "100%252525",
		"C# & F#":              "C%23%20%26%20F%23",
		"Teil 1: Anfang":       "Teil%201%3A%20Anfang",
		"äöü €":                "%C3%A4%C3%B6%C3%BC%20%E2%82%AC",
		"$(name) for $5":       "%24%20(name)%20for%20%245",
		`"quoted" <b>`:         "%22quoted%22%20%3Cb%3E",
		"a\nb":                 "a%0Ab",
		"..":                   "..",
		"it's ~fine~ (really)": "it's%20~fine~%20(really)",
	} {
		if got := EscapeText(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzEscapeText: no character of the syntax is left, and what Cloudinary gets
// by decoding the URL, and then the commas and slashes, is the text.
func FuzzEscapeText(f *testing.F) {
	f.Add("a, b / c % d %2F ? # & $(x)")
	d, err := New(Config{Cloud: "demo", Product: Upload})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := EscapeText(text)
		if strings.ContainsAny(got, ",/:?#& ") {
			t.Fatalf("%q: %s", text, got)
		}
		once, err := url.PathUnescape(got)
		if err != nil || strings.ContainsAny(once, ",/") {
			t.Fatalf("%q: %s: %v", text, once, err)
		}
		twice := strings.NewReplacer("%2C", ",", "%2F", "/", "%25", "%").Replace(once)
		if want := strings.ReplaceAll(text, "$(", "$ ("); twice != want {
			t.Fatalf("%q comes back as %q", want, twice)
		}
		if u, err := d.URL("a.png", "image/png", "c_fill,w_9", "/l_text:Arial_9:"+got+",co_white", "/fl_layer_apply"); err != nil || !strings.Contains(u, got) {
			t.Fatalf("%s: %v", u, err)
		}
	})
}
