package mermaid

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var themeKey = regexp.MustCompile(`\btheme['"]?\s*:`)

// A fence is what the info string of a diagram says besides its word.
type fence struct {
	style Style
	// caption goes below the diagram, alt is for those who do not see it.
	caption, alt string
	width        float64 // pixels; 0: the diagram's own
	class, id    string
}

var fenceKeys = []string{"theme", "look", "layout", "width", "caption", "alt", "class", "id"}

// parseFence reads attributes such as {theme=forest width=600 .wide}. An info
// string that does not begin with a brace is for other programs.
func parseFence(info string) (fence, error) {
	var f fence
	info = strings.TrimSpace(info)
	if !strings.HasPrefix(info, "{") {
		return f, nil
	}
	attrs, ok := parser.ParseAttributes(text.NewReader([]byte(info)))
	if !ok {
		return f, fmt.Errorf("the attributes %s cannot be read: write them as {width=600 caption=\"...\"}", info)
	}
	for _, a := range attrs {
		if err := f.set(string(a.Name), attributeText(a.Value)); err != nil {
			return f, err
		}
	}
	return f, f.style.check()
}

func (f *fence) set(name, value string) error {
	switch name {
	case "theme":
		f.style.Theme = value
	case "look":
		f.style.Look = value
	case "layout":
		f.style.Layout = value
	case "caption":
		f.caption = value
	case "alt":
		f.alt = value
	case "class":
		f.class = value
	case "id":
		f.id = value
	case "width":
		w, err := strconv.ParseFloat(strings.TrimSuffix(value, "px"), 64)
		if err != nil || w <= 0 || w > 10_000 {
			return fmt.Errorf("width %q is not a width: use pixels, such as width=600", value)
		}
		f.width = w
	default:
		if strings.HasPrefix(name, "data-") {
			return nil // for other programs
		}
		if k := nearest(name, fenceKeys); k != "" {
			return fmt.Errorf("the attribute %q is not known: did you mean %s?", name, k)
		}
		return fmt.Errorf("the attribute %q is not known: use %s", name, strings.Join(fenceKeys, ", "))
	}
	return nil
}

func attributeText(v any) string {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(v)
}
