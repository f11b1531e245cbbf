package renderer

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/yuin/goldmark/text"
)

// benchPost is 5 KB of prose with four images, lists, a table and some HTML.
func benchPost() []byte {
	var b bytes.Buffer
	for i := range 4 {
		fmt.Fprintf(&b, "## Section %d\n\n", i)
		for range 2 {
			b.WriteString(strings.Repeat("Lorem ipsum *dolor* sit amet, [link](https://example.com/a) and `code` elit. ", 6) + "\n\n")
		}
		fmt.Fprintf(&b, "![An image of %d](img/shot-%d.png?tx=w_550 \"T\")\n\n- one\n- two **three**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<div class=\"x\">\n\n", i, i)
	}
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	src := benchPost()
	r := New(Options{})
	md := plainGoldmark()
	b.Run("goldmark", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			md.Parser().Parse(text.NewReader(src))
		}
	})
	b.Run("renderer", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := r.Parse(Input{Source: src}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	src := benchPost()
	r := New(Options{})
	md := plainGoldmark()
	b.Run("goldmark", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			if err := md.Convert(src, io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("renderer", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			d, err := r.Prepare(b.Context(), Input{Source: src, Resolver: &cdn{}})
			if err != nil {
				b.Fatal(err)
			}
			if err := d.WriteHTML(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
}
