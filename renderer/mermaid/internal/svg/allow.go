package svg

import "strings"

// set makes a set of the words in a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// The elements that may stay. What is not here goes with all that is in it;
// so there is nothing that runs a script, loads a file or holds HTML.
var elements = set(`svg g path rect circle ellipse line polyline polygon text tspan textPath defs marker
	linearGradient radialGradient stop clipPath mask pattern symbol use a title desc style switch
	filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG
	feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile feTurbulence image`)

// The attributes that may stay, besides those in styleProperties.
var attributes = set(`id class style x y x1 y1 x2 y2 cx cy r rx ry fx fy width height d points dx dy rotate
	transform viewBox preserveAspectRatio href xlink:href offset gradientUnits gradientTransform spreadMethod
	markerWidth markerHeight markerUnits orient refX refY patternUnits patternContentUnits patternTransform
	clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits textLength lengthAdjust startOffset
	in in2 result mode values type stdDeviation operator k1 k2 k3 k4 order tableValues slope intercept amplitude
	exponent radius scale baseFrequency numOctaves seed rel target pathLength
	role aria-label aria-labelledby aria-describedby aria-hidden aria-roledescription`)

// The properties of CSS that have an effect in SVG and none beyond it.
var styleProperties = set(`fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray
	stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity color display visibility
	font-size font-family font-weight font-style font-variant font-stretch text-anchor text-decoration
	text-transform letter-spacing word-spacing dominant-baseline alignment-baseline baseline-shift white-space
	direction unicode-bidi writing-mode marker marker-start marker-mid marker-end clip-path clip-rule mask filter
	stop-color stop-opacity flood-color flood-opacity lighting-color color-interpolation-filters paint-order
	vector-effect shape-rendering text-rendering mix-blend-mode isolation transform transform-origin
	transform-box animation animation-name animation-duration animation-timing-function
	animation-iteration-count animation-direction animation-delay rx ry r cx cy x y d width height`)

// safeValue reports whether a value of CSS, or of an attribute that can hold
// one, only refers to what is in the same document.
func safeValue(value string) bool {
	if strings.ContainsAny(value, "\\<>{}@") {
		return false
	}
	lower := strings.ToLower(value)
	for _, word := range []string{"expression", "javascript:", "vbscript:", "data:", "-moz-binding", "behavior", "image-set", "src("} {
		if strings.Contains(lower, word) {
			return false
		}
	}
	for {
		at := strings.Index(lower, "url(")
		if at < 0 {
			return true
		}
		lower = lower[at+len("url("):]
		if inner := strings.TrimLeft(lower, " \t\n\r\"'"); !strings.HasPrefix(inner, "#") {
			return false
		}
	}
}

// safeLink reports whether a link may be followed: to the web, by mail, by
// telephone, or within the site.
func safeLink(url string) bool {
	var b strings.Builder
	for _, r := range url {
		if r > ' ' && r != 0x7f && r != 0xa0 && r != 0xad && (r < 0x200b || r > 0x200f) && r != 0xfeff {
			b.WriteRune(r)
		}
	}
	plain := b.String()
	end := strings.IndexAny(plain, ":/?#")
	if end < 0 || plain[end] != ':' {
		return true
	}
	switch strings.ToLower(plain[:end]) {
	case "http", "https", "mailto", "tel":
		return true
	}
	return false
}

// safeImage reports whether an image comes along in the SVG itself. Others
// would be requests of the reader's browser that the author did not write into
// his post.
func safeImage(url string) bool {
	for _, kind := range []string{"png", "jpeg", "gif", "webp"} {
		if rest, ok := strings.CutPrefix(url, "data:image/"+kind+";base64,"); ok {
			return strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == ""
		}
	}
	return false
}
