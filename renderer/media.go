package renderer

// Media is what a reference resolves to. Only URL is needed; in Markdown
// nothing else counts (but see Options.HTMLImages).
type Media struct {
	// URL replaces the destination. Empty: the reference is left alone.
	URL string
	// Width and Height are the size at which a picture or video is shown where
	// there is room for it, in CSS pixels; 0: unknown. They go into HTML when
	// both are known and the author gave neither; where he gave one, the other
	// one follows in proportion.
	Width, Height int
	// Type is the media type, such as video/mp4. In HTML a Markdown image
	// becomes a <video> or <audio> element by it.
	Type string
	// Srcset is the same picture in other widths, the narrowest first. Nil: there
	// is none.
	Srcset []Candidate
	// Sizes says how wide the picture is shown, for Srcset. Empty: 100vw.
	Sizes string
	// AutoSizes lets the browser use the width that a lazily loaded picture
	// really has ("auto", before Sizes). Only for pages whose style sheet leaves
	// the width to the attribute: with width:auto such a picture would be shown
	// 3,000 pixels wide
	// (https://html.spec.whatwg.org/multipage/rendering.html#img-contain-size).
	AutoSizes bool
	// Placeholder is a CSS background that is seen until the picture is there:
	// a colour, or url(data:...) with what follows it. Empty: none.
	Placeholder string
	// Variants are other forms of the same content, the first that fits counts:
	// of a picture those for dark mode or narrow screens (<picture>), of a video
	// or sound other formats, before URL.
	Variants []Variant
	// Poster is the URL of what a video shows before it is played. Empty: none.
	Poster string
	// Full is the URL that the picture links to, in HTML. Empty: no link.
	Full string
	// Plain leaves out the attributes about loading that the author did not
	// write: what feeds show is not loaded as a page is.
	Plain bool
	// Attrs are attributes that the author need not write, such as class and
	// loading; his own win, and classes add up.
	Attrs []Attr
}

// A Candidate is a picture in one width, for srcset
// (https://html.spec.whatwg.org/multipage/images.html#srcset-attributes).
type Candidate struct {
	URL string
	// Width in pixels.
	Width int
}

// A Variant is another form of a picture, video or sound.
type Variant struct {
	// URL of the variant, and Type its media type; "" leaves the attribute out.
	URL, Type string
	// Media is the media query under which it counts. Empty: always.
	Media string
	// Srcset, Sizes, Width and Height are as in Media.
	Srcset        []Candidate
	Sizes         string
	Width, Height int
}
