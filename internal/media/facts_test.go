package media

import (
	"errors"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

func TestTypes(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	for _, tt := range []struct {
		name string
		data []byte
		want string // content type
		kind Kind
	}{
		{"a.png", encoded(t, "png"), "image/png", Image},
		{"a.apng", animated(t), "image/png", Image},
		{"a.JPEG", encoded(t, "jpeg"), "image/jpeg", Image},
		{"a.gif", encoded(t, "gif"), "image/gif", Image},
		{"a.webp", riff("WEBPVP8 "), "image/webp", Image},
		{"a.avif", iso("avif", "mif1", "miaf"), "image/avif", Image},
		{"major mif1.avif", iso("mif1", "avif", "miaf"), "image/avif", Image},
		{"sequence.avif", iso("msf1", "mif1", "avis"), "image/avif", Image},
		{"a.heic", iso("heic", "mif1"), "image/heic", Image},
		{"major mif1.HEIF", iso("mif1", "heic"), "image/heic", Image},
		{"burst.heic", iso("hevc", "msf1"), "image/heic", Image},
		{"a.jxl", []byte("\xff\x0a\x00\x00"), "image/jxl", Image},
		{"a.bmp", append([]byte("BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), make([]byte, 40)...), "image/bmp", Image},
		{"a.ico", []byte("\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00"), "image/x-icon", Image},
		{"a.tiff", []byte("II*\x00\x08\x00\x00\x00"), "image/tiff", Image},
		{"a.mp4", iso("isom", "iso2", "avc1", "mp41"), "video/mp4", Video},
		{"player.mp4", iso("MSNV", "mp42"), "video/mp4", Video},
		{"a.m4v", iso("M4V ", "mp42"), "video/mp4", Video},
		{"a.m4a", iso("M4A ", "mp42"), "audio/mp4", Audio},
		{"generic brand.m4a", iso("isom", "mp42"), "audio/mp4", Audio},
		{"a.mov", iso("qt  "), "video/quicktime", Video},
		{"a.webm", matroska("webm"), "video/webm", Video},
		{"sound.weba", matroska("webm"), "audio/webm", Audio},
		{"a.ogv", oggPage("\x80theora"), "video/ogg", Video},
		{"a.ogg", oggPage("\x01vorbis"), "audio/ogg", Audio},
		{"a.opus", oggPage("OpusHead"), "audio/ogg", Audio},
		{"other codec.ogg", oggPage("unknown"), "audio/ogg", Audio},
		{"other codec.ogv", oggPage("unknown"), "video/ogg", Video},
		{"a.mp3", append([]byte("ID3\x04\x00\x00\x00\x00\x00\x0a"), make([]byte, 64)...), "audio/mpeg", Audio},
		{"a.wav", riff("WAVEfmt "), "audio/wav", Audio},
		{"a.flac", append([]byte("fLaC\x00\x00\x00\x22"), make([]byte, 40)...), "audio/flac", Audio},

		{"a.svg", []byte(svg), "image/svg+xml", SVG},
		{"bom.svg", []byte("\xef\xbb\xbf\r\n" + svg), "image/svg+xml", SVG},
		{"declaration.svg", []byte("<?xml version='1.0'?>\n<?xml-stylesheet href='a.css'?>" + svg), "image/svg+xml", SVG},
		{"comments.svg", []byte("<!-- <html> --><!-- b -->\n" + svg), "image/svg+xml", SVG},
		{"doctype.svg", []byte(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x>y.dtd">` + svg), "image/svg+xml", SVG},
		{"entities.svg", []byte("<?xml version=\"1.0\"?><!DOCTYPE svg [\n<!ENTITY a \"]>\">\n<!-- ]> -->\n]>\n<svg xmlns=\"&a;\"/>"), "image/svg+xml", SVG},
		{"prefix.svg", []byte(`<s:svg xmlns:s="http://www.w3.org/2000/svg"></s:svg>`), "image/svg+xml", SVG},
		{"licence.svg", []byte("<!--" + strings.Repeat("long licence ", 6000) + "-->" + svg), "image/svg+xml", SVG},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := Facts{Kind: tt.kind, Type: tt.want}
			for i, name := range []string{tt.name, "dir.x/" + tt.name} {
				r, err := Examine(mediatest.NewFile(tt.data), name, Options{StripLocation: i > 0})
				if err != nil || r.Facts != want || r.SHA256 != sha(tt.data) || r.FileSize != int64(len(tt.data)) {
					t.Errorf("%s: %+v, %v; want %+v", name, r, err, want)
				}
			}
			if got := KindByName(tt.name); got != tt.kind || !IsMediaName(tt.name) {
				t.Errorf("KindByName: %v, want %v", got, tt.kind)
			}
		})
	}
}

func TestNotMedia(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"", `"x.png" is empty: export it again or correct the reference`},
		{"just text", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{"\xff\xfet\x00e\x00", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{"%PDF-1.7\n", `"x.png" is not an image or video (it is application/pdf): export it again or correct the reference`},
		{"PK\x03\x04zip", `"x.png" is not an image or video (it is application/zip): export it again or correct the reference`},
		{"\x01\x02\x03", `"x.png" is not an image or video (it is application/octet-stream): export it again or correct the reference`},
		{"version https://git-lfs.github.com/spec/v1\n", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{"<!DOCTYPE html><html><svg></svg></html>", `"x.png" is not an image or video (it is text/html): export it again or correct the reference`},
		{"<!doctype svg><svg/>", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{"<?xml version=\"1.0\"?><rss><svg></svg></rss>", `"x.png" is not an image or video (it is text/xml): export it again or correct the reference`},
		{"<svgs/>", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{"<!-- no end <svg>", `"x.png" is not an image or video (it is text/html): export it again or correct the reference`},
		{"<svg", `"x.png" is not an image or video (it is text/plain): export it again or correct the reference`},
		{string(matroska("matroska")), `"x.png" is not an image or video (it is video/matroska): export it again or correct the reference`},
	} {
		for _, strip := range []bool{false, true} {
			r, err := Examine(mediatest.NewFile(tt.data), "x.png", Options{StripLocation: strip})
			var nm *NotMediaError
			if err == nil || err.Error() != tt.want || !errors.As(err, &nm) || nm.Name != "x.png" || r != (Report{}) {
				t.Errorf("%.40q: %+v\n got %v\nwant %s", tt.data, r, err, tt.want)
			}
		}
	}
}

func TestMismatch(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"a.png", `"a.png" holds image/jpeg: rename it to .jpg`, encoded(t, "jpeg")},
		{"a.jpg", `"a.jpg" holds image/webp: rename it to .webp`, riff("WEBPVP8 ")},
		{"a.txt", `"a.txt" holds image/png: rename it to .png`, encoded(t, "png")},
		{"a.mp4", `"a.mp4" holds video/quicktime: rename it to .mov`, iso("qt  ")},
		{"a.png", `"a.png" holds image/svg+xml: rename it to .svg`, []byte("<svg/>")},
		{"no-extension", "", encoded(t, "png")},
		{"dir.d/no-extension", "", encoded(t, "png")},
	} {
		r, err := Examine(mediatest.NewFile(tt.data), tt.name, Options{})
		if err != nil || r.Mismatch != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, r.Mismatch, err, tt.want)
		}
	}
}

func TestEveryTypeHasAnExtensionOfItsOwn(t *testing.T) {
	for _, ext := range []string{
		".png", ".jpg", ".gif", ".webp", ".avif", ".heic", ".jxl", ".svg", ".bmp", ".ico", ".tiff",
		".mp4", ".webm", ".mov", ".ogv", ".mp3", ".m4a", ".ogg", ".wav", ".flac", ".weba",
	} {
		if got := extensionFor(TypeByName("x" + ext)); got != ext {
			t.Errorf("%s: %q -> %q", ext, TypeByName("x"+ext), got)
		}
	}
	for _, name := range []string{"a.pdf", "a.md", "png", "", "a.", ".png/a"} {
		if IsMediaName(name) || KindByName(name) != Unknown {
			t.Errorf("%q counts as media", name)
		}
	}
}
