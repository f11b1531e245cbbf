package isobmff_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

func TestBoxes(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"\x00\x00\x00\x08free\x00\x00\x00\x0amoovab", "free moov:ab"},
		{"\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x13abc\x00\x00\x00\x00last", "mdat:abc last"},
		{"\x00\x00\x00\x08free\x00\x00\x00\x0bmoovab", "free"},                        // reaches behind the end
		{"\x00\x00\x00\x07free", ""},                                                  // less than its header
		{"\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff", ""},                  // negative
		{"\x00\x00\x00\x01mdat\x00\x00\x00\x00", ""},                                  // half a size
		{strings.Repeat("\x00\x00\x00\x08free", 5000), strings.Repeat("free ", 4096)}, // bounded
	} {
		p := peek.New(bytes.NewReader([]byte(tt.data)), int64(len(tt.data)), nil)
		var got []string
		for b := range isobmff.Boxes(p, 0, p.Size()) {
			s := string(b.Type[:])
			if body := b.Payload(p, 10); len(body) > 0 {
				s += ":" + string(body)
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != strings.TrimSpace(tt.want) {
			t.Errorf("%.40q: %q", tt.data, got)
		}
	}
}
