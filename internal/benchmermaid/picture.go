package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/net/html"
)

// A picture is what is compared of an SVG.
type picture struct {
	shapes        int
	text          string // without white space
	width, height float64
}

var shapes = map[string]bool{
	"path": true, "rect": true, "circle": true, "ellipse": true, "line": true, "polygon": true, "polyline": true, "text": true,
}

func measureSVG(svg string) picture {
	var p picture
	z := html.NewTokenizer(strings.NewReader(svg))
	var text strings.Builder
	inText, root := 0, true
	for {
		switch z.Next() {
		case html.ErrorToken:
			p.text = strings.Join(strings.Fields(text.String()), "")
			return p
		case html.TextToken:
			if inText > 0 {
				text.Write(z.Text())
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "text" {
				inText--
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if token.Data == "svg" && root {
				root = false
				p.box(token)
			}
			if shapes[token.Data] {
				p.shapes++
			}
			if token.Data == "text" {
				inText++
			}
		}
	}
}

func (p *picture) box(svg html.Token) {
	for _, a := range svg.Attr {
		if strings.EqualFold(a.Key, "viewBox") {
			var x, y float64
			if _, err := fmt.Sscan(a.Val, &x, &y, &p.width, &p.height); err != nil {
				p.width, p.height = 0, 0
			}
		}
	}
}

// near reports whether two sizes differ by at most two percent.
func (p picture) near(o picture) bool {
	const most = 0.02
	return math.Abs(p.width-o.width) <= most*max(o.width, 1) && math.Abs(p.height-o.height) <= most*max(o.height, 1)
}

func (p picture) size() string { return fmt.Sprintf("%.1f x %.1f", p.width, p.height) }
