package renderer

import (
	"context"
	"errors"
	"strings"
)

// A Kind says where in the post a reference stands.
type Kind int

// The kinds of references.
const (
	Image     Kind = iota // ![alt](dest), inline or through a definition
	HTMLImage             // <img src>
	Srcset                // one candidate of <img srcset> or <source srcset>
	Video                 // <video src>
	Audio                 // <audio src>
	Source                // <source src>
	Poster                // <video poster>
	Link                  // [text](dest) or <a href> to a media file; see Options.MediaLinks
	Cover                 // found by the caller, such as a value in the front matter
	Component             // an attribute of a component; see Options.Components
	WikiEmbed             // ![[name]]; see Options.WikiEmbeds
	Shortcode             // in a template construct; see Options.Shortcodes and Options.SiteBase
)

var kindNames = [...]string{
	"image", "img src", "srcset", "video src", "audio src", "source src",
	"poster", "link", "cover", "component", "wiki embed", "shortcode",
}

// String returns the kind's name for reports, such as "img src".
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// A Ref is a reference from a post to a media file.
type Ref struct {
	Kind Kind
	// Dest is the destination as the author means it: Markdown escapes and
	// HTML entities are undone, percent-encoding is kept.
	Dest string
	// Path is the part of Dest before ? and #, percent-decoded: the name of a
	// local file. An escape that is none, as in 100%.png, is taken literally.
	Path string
	// Query is the part between ? and #, without the question mark, and
	// Fragment the part behind #; both are still encoded.
	Query, Fragment string
	// Alt is the alternative text without markup, and Title the title; both
	// are empty where there is none.
	Alt, Title string
	// Start and End are the byte span in Input.Source that a new destination
	// replaces. Images that share a definition share its span.
	Start, End int
	// Attrs is the attribute block directly behind an image.
	Attrs Attrs
	// Quote returns what is written at Start:End for the given URL. Nil: a
	// Markdown destination.
	Quote func(url string) string
}

// Remote reports whether the destination is not a file of the site: it has a
// scheme or begins with //.
func (r Ref) Remote() bool { return destClass(r.Dest) != destLocal }

// CoverRef describes a reference that the caller found outside the body, such
// as the value of a front matter key. The span and quote are those of Ref.
func CoverRef(dest, alt string, start, end int, quote func(url string) string) Ref {
	return newRef(Cover, dest, alt, start, end, quote)
}

func newRef(kind Kind, dest, alt string, start, end int, quote func(string) string) Ref {
	r := Ref{Kind: kind, Dest: dest, Alt: alt, Start: start, End: end, Quote: quote}
	r.Path, r.Query, r.Fragment = splitDest(dest)
	return r
}

// splitDest splits before decoding, so that %3F and %23 are part of the name.
func splitDest(dest string) (path, query, fragment string) {
	dest, fragment, _ = strings.Cut(dest, "#")
	dest, query, _ = strings.Cut(dest, "?")
	return percentDecode(dest), query, fragment
}

// A Resolver turns references into URLs.
type Resolver interface {
	// Resolve is called once for each destination of a post, in reading order
	// and never concurrently for one post. Images that share a definition are
	// one destination unless attribute blocks tell them apart.
	// ErrSkip leaves the reference as it is, without an error.
	Resolve(ctx context.Context, ref Ref) (Media, error)
}

// ResolverFunc is a function as a Resolver.
type ResolverFunc func(ctx context.Context, ref Ref) (Media, error)

// Resolve calls f.
func (f ResolverFunc) Resolve(ctx context.Context, ref Ref) (Media, error) { return f(ctx, ref) }

// ErrSkip is returned by a Resolver to leave a reference as it is.
var ErrSkip = errors.New("leave the reference as it is")

type class int

const (
	destNone   class = iota // empty, or a place in the page itself
	destLocal               // a file of the site
	destRemote              // http, https or without a scheme (//host)
	destOther               // data:, mailto: and other schemes
)

// destClass looks only at the beginning, so it is cheap for long data URIs and
// may be asked before escapes are undone.
func destClass[T string | []byte](dest T) class {
	if len(dest) == 0 || dest[0] == '#' || dest[0] == '?' {
		return destNone
	}
	if len(dest) > 1 && dest[0] == '/' && dest[1] == '/' {
		return destRemote
	}
	for i := range len(dest) {
		c := dest[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':' && i > 1: // a scheme of one letter is a Windows drive
			if s := strings.ToLower(string(dest[:i])); s == "http" || s == "https" {
				return destRemote
			}
			return destOther
		default:
			return destLocal
		}
	}
	return destLocal
}

// mediaExtensions are the file names that a plain link or a broken image has
// to end with to be taken for media.
var mediaExtensions = map[string]bool{
	".apng": true, ".avif": true, ".bmp": true, ".gif": true, ".heic": true, ".ico": true, ".jfif": true,
	".jpeg": true, ".jpg": true, ".jxl": true, ".png": true, ".svg": true, ".tif": true, ".tiff": true, ".webp": true,
	".m4v": true, ".mkv": true, ".mov": true, ".mp4": true, ".ogv": true, ".webm": true,
	".aac": true, ".flac": true, ".m4a": true, ".mp3": true, ".oga": true, ".ogg": true, ".opus": true, ".wav": true,
}

func isMediaName(path string) bool {
	dot := strings.LastIndexByte(path, '.')
	return dot >= 0 && len(path)-dot <= 6 && mediaExtensions[strings.ToLower(path[dot:])]
}

// shorten keeps messages readable; a data URI may be megabytes long.
func shorten(s string) string {
	const limit = 80
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > limit-4 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "..."
}
