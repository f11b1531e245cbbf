package media

import (
	"bytes"
	"encoding/binary"

	"github.com/gabriel-vasile/mimetype"
)

// detect returns one of our content types for the first bytes of a file, or
// "" and what mimetype takes it for. Only the search for an SVG's root looks at
// more than the first 4 KiB.
func detect(head []byte, name string) (contentType, found string) {
	// Asked first, because mimetype answers "text/html" for an SVG that begins
	// with a comment or a doctype, and "SVG" for any XML that contains "<svg".
	if isSVG(head) {
		return svgType, ""
	}
	found = mimetype.Detect(head).String()
	if found == svgType {
		return "", "text/xml" // XML that has "<svg" somewhere, but not as its root
	}
	return ours(found, head, TypeByName(name)), found
}

// ours turns mimetype's answer into the content type to upload with, which is
// "" for all that is not media. Containers that may hold sound as well as
// pictures (ISO, Ogg, WebM) do not say so at the start: there the extension,
// whose type is byName, decides.
func ours(found string, head []byte, byName string) string {
	switch found {
	case "image/apng":
		return "image/png" // the same file format, and known everywhere
	case "image/heic-sequence", "image/heif", "image/heif-sequence":
		if hasBrand(head, "avif", "avis") {
			return "image/avif"
		}
		return "image/heic"
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic",
		"image/jxl", "image/bmp", "image/x-icon", "image/tiff",
		"video/quicktime", "audio/mpeg", "audio/flac", "audio/wav", "audio/ogg", "video/ogg":
		return found
	case "application/ogg":
		return either("video/ogg", "audio/ogg", byName)
	case "video/webm":
		return either("video/webm", "audio/webm", byName)
	case "video/mp4", "audio/mp4", "video/x-m4v":
		return either("video/mp4", "audio/mp4", byName)
	case "audio/x-m4a":
		return "audio/mp4"
	}
	return ""
}

func either(usual, other, byName string) string {
	if byName == other {
		return other
	}
	return usual
}

// hasBrand reports whether the file type box at the start of an ISO container
// lists one of the brands as compatible. The layout: size (4 bytes, big
// endian), "ftyp", major brand, minor version, compatible brands of 4 bytes.
func hasBrand(head []byte, brands ...string) bool {
	if len(head) < 16 {
		return false
	}
	size := min(uint64(binary.BigEndian.Uint32(head)), uint64(len(head)))
	for i := uint64(16); i+4 <= size; i += 4 {
		for _, b := range brands {
			if bytes.Equal(head[i:i+4], []byte(b)) {
				return true
			}
		}
	}
	return false
}
