package mdmedia

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// dataMedia is one medium in a dataFile: the element that our own HTML has for
// it, in parts.
type dataMedia struct {
	URL  string `json:"url"`
	Type string `json:"type"`
	// Width and Height are as shown, in pixels.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Attributes are the others, such as srcset, sizes, loading, style (the
	// placeholder), poster and controls.
	Attributes map[string]string `json:"attributes,omitempty"`
	// Sources are the <source> elements that belong to it, each by its
	// attributes.
	Sources []map[string]string `json:"sources,omitempty"`
	// Full is the address that the picture is a link to.
	Full string `json:"full,omitempty"`
	// Raw is set where an HTML tag of the post refers to it.
	Raw bool `json:"raw,omitempty"`
	// HTML is all of it in one, cut where the alternative text stands. It is only
	// there if the addresses are the same in every page.
	HTML []string `json:"html,omitempty"`
}

// altMark stands for the alternative text. No address has it unescaped.
const altMark = "\u2042"

// mediaElements reads the elements of a document whose paragraphs are one image
// each.
func mediaElements(src []byte) (list []dataMedia) {
	for _, line := range bytes.Split(src, []byte("<p>"))[1:] {
		element, _, _ := bytes.Cut(line, []byte("</p>"))
		var m dataMedia
		z := html.NewTokenizer(bytes.NewReader(element))
		for t := z.Next(); t != html.ErrorToken; t = z.Next() {
			if t == html.StartTagToken || t == html.SelfClosingTagToken {
				m.take(z.Token())
			}
		}
		if strings.Contains(m.URL, "://") {
			m.HTML = strings.Split(string(element), altMark)
		}
		list = append(list, m)
	}
	return list
}

func (m *dataMedia) take(t html.Token) {
	attrs := map[string]string{}
	for _, a := range t.Attr {
		attrs[a.Key] = a.Val
	}
	switch t.Data {
	case "a":
		if m.URL == "" { // behind it: the fallback of a video
			m.Full = attrs["href"]
		}
	case "source":
		m.Sources = append(m.Sources, attrs)
	case "img", "video", "audio":
		m.URL = attrs["src"]
		m.Width, _ = strconv.Atoi(attrs["width"])
		m.Height, _ = strconv.Atoi(attrs["height"])
		for _, name := range []string{"src", "width", "height", "alt", "aria-label"} {
			delete(attrs, name)
		}
		if len(attrs) > 0 {
			m.Attributes = attrs
		}
	}
}

// quoteDest writes a destination for Markdown, whatever is in it.
func quoteDest(dest string) string {
	return "<" + strings.NewReplacer("\\", "\\\\", "<", "\\<", ">", "\\>", "&", "&amp;", "\n", "%0A", "\r", "%0D").Replace(dest) + ">"
}

// dataKey is under which key a diagram is found by who has its text and its
// attributes: the SHA-256 of the text without white space around it, followed by
// a line name=value for each attribute, by name.
func dataKey(d mermaid.Diagram) string {
	h := sha256.New()
	_, _ = io.WriteString(h, strings.Trim(string(d.Source), " \t\r\n"))
	var lines []string
	if attrs, ok := parser.ParseAttributes(text.NewReader([]byte(d.Info))); ok {
		for _, a := range attrs {
			value := a.Value
			if b, ok := value.([]byte); ok {
				value = string(b)
			}
			lines = append(lines, fmt.Sprintf("\n%s=%v", a.Name, value))
		}
	}
	slices.Sort(lines)
	_, _ = io.WriteString(h, strings.Join(lines, ""))
	return hex.EncodeToString(h.Sum(nil))
}
