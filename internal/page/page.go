package page

import (
	"html/template"
	"time"
)

// A Site is what all pages have in common.
type Site struct {
	// Title is the site's name. Empty: pages say "Posts" where they need one.
	Title string
	// URL is the absolute address that the site is published at, without the
	// final slash. Empty: the pages have no canonical link, no feed link and
	// no social tags, because all of these need absolute addresses.
	URL string
	// Language is a BCP 47 tag such as "en" or "pt-BR". Empty: "en".
	Language string
}

// An Image is a cover.
type Image struct {
	// URL is what src holds: absolute, or relative to the page.
	URL string
	// Alt is the text for those who do not see the image. Empty: decoration.
	Alt string
	// SocialURL is the absolute address for og:image, usually a crop of
	// 1200 x 630. Empty: URL, if that is absolute.
	SocialURL string
	// SocialWidth and SocialHeight are the size of what is there. 0: unknown.
	SocialWidth, SocialHeight int
	// Width and Height are the image's size in CSS pixels. 0: unknown.
	Width, Height int
	// Srcset and Sizes are the attributes of that name. Empty: none.
	Srcset template.Srcset
	Sizes  string
	// Style is what is seen until the image is there. Empty: none.
	Style template.CSS
}

// A Page is one post, as the layout gets it. The zero value is an empty page.
type Page struct {
	// Site is what all pages have in common.
	Site Site
	// Title is the post's title and Slug its short name for addresses.
	Title, Slug string
	// Date is the day of the post. Zero: none is shown.
	Date time.Time
	// Cover is shown above the body. Nil: no cover.
	Cover *Image
	// Body is the rendered post. It is placed into the page as it is.
	Body template.HTML
	// Script is placed at the end of the page as it is: the script that draws
	// client-side diagrams. Empty: none.
	Script template.HTML
	// URL is the page's own absolute address. Empty without Site.URL.
	URL string
	// Root is the relative path from the page's folder to the site's root:
	// "" for a page in the root, "../" for one a folder below it.
	Root string
	// Meta is the whole front matter. Nil: none. The built-in layout reads
	// "description" from it; a layout of the user's own may read any key.
	Meta map[string]any
	// Preconnect is the host that images come from, without a scheme, so
	// that the browser opens that connection early. Empty: none.
	Preconnect string
}
