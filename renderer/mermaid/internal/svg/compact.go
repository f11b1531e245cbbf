package svg

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// compact drops what has no effect and shortens numbers. It never changes the
// picture by more than a two-hundredth of a pixel.
func compact(root *html.Node, rules []rule) {
	dropClasses(root, rules)
	for {
		removed := false
		for _, n := range elementsOf(root) {
			if n != root && isEmpty(n) {
				n.Parent.RemoveChild(n)
				removed = true
			}
		}
		if !removed {
			break
		}
	}
	for _, n := range elementsOf(root) {
		for i, a := range n.Attr {
			n.Attr[i].Val = shorten(a.Key, a.Val)
		}
		dropDefaults(n)
	}
	unwrap(root, rules)
}

// isEmpty reports an element that draws nothing and that nothing refers to.
func isEmpty(n *html.Node) bool {
	if get(n, "id") != "" {
		return false
	}
	switch n.Data {
	case "g", "defs", "text", "tspan", "a":
		// An empty line of text has its place only through what follows it, and
		// that has a place of its own.
		return n.FirstChild == nil && get(n, "filter") == ""
	case "rect":
		return zero(get(n, "width")) || zero(get(n, "height"))
	case "path":
		return get(n, "d") == ""
	}
	return false
}

// Elements that are drawn only where something refers to them.
var definitions = set("marker linearGradient radialGradient filter clipPath mask pattern symbol")

// dropUnused removes definitions that nothing refers to, then those that only
// they referred to, and what held them.
func dropUnused(root *html.Node, rules []rule) {
	for removed := true; removed; {
		removed = false
		used := referred(root, rules)
		for _, n := range elementsOf(root) {
			unused := definitions[n.Data] && !used[get(n, "id")] || n.Data == "defs" && n.FirstChild == nil
			if unused && n.Parent != nil {
				n.Parent.RemoveChild(n)
				removed = true
			}
		}
	}
}

func zero(number string) bool {
	v, err := strconv.ParseFloat(strings.TrimSuffix(number, "px"), 64)
	return number == "" || err == nil && v == 0
}

// dropClasses keeps the class names that a rule has.
func dropClasses(root *html.Node, rules []rule) {
	var selectors strings.Builder
	for _, r := range rules {
		for _, s := range r.selectors {
			selectors.WriteString(" " + s + " ")
		}
	}
	used := map[string]bool{}
	for _, m := range classRef.FindAllStringSubmatch(selectors.String(), -1) {
		used[m[1]] = true
	}
	for _, n := range elementsOf(root) {
		var kept []string
		for _, c := range strings.Fields(get(n, "class")) {
			if used[c] || used[strings.TrimPrefix(c, weakPrefix)] {
				kept = append(kept, c)
			}
		}
		put(n, "class", strings.Join(kept, " "))
	}
}

var classRef = regexp.MustCompile(`[.?]([\pL\pN_-]+)`)

// Attributes that say what is so without them.
var defaults = map[string]string{
	"transform": "translate(0,0)", "rx": "0", "ry": "0", "stroke-dasharray": "0 0", "markerUnits": "strokeWidth",
	"x1": "0", "y1": "0", "cx": "0", "cy": "0",
}

func dropDefaults(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Val == "" || defaults[a.Key] == a.Val && n.Data != "linearGradient" && n.Data != "radialGradient" {
			continue
		}
		if (a.Key == "x" || a.Key == "y") && a.Val == "0" && (n.Data == "rect" || n.Data == "use" || n.Data == "image") {
			continue
		}
		kept = append(kept, a)
	}
	n.Attr = kept
}

// unwrap replaces groups without attributes by what is in them. A rule that
// counts children or has > in it may need them.
func unwrap(root *html.Node, rules []rule) {
	for _, r := range rules {
		for _, s := range r.selectors {
			if strings.ContainsAny(s, ">+~:") {
				return
			}
		}
	}
	for _, n := range elementsOf(root) {
		if n == root || n.Data != "g" || len(n.Attr) > 0 || n.Parent == nil {
			continue
		}
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
		n.Parent.RemoveChild(n)
	}
}

// Attributes that hold numbers and nothing that looks like one but is none.
var numeric = set(`x y x1 y1 x2 y2 cx cy r rx ry width height dx dy points viewBox stroke-width refX refY
	markerWidth markerHeight font-size stroke-dasharray offset`)

var number = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)

func shorten(key, value string) string {
	switch {
	case key == "d":
		return shortenPath(value)
	case key == "points":
		return strings.Join(numbersOf(value, 2), " ")
	case key == "transform":
		return shortenTransform(value)
	case numeric[key]:
		return number.ReplaceAllStringFunc(value, func(n string) string { return round(n, 2) })
	}
	return value
}

// round writes a number with at most so many decimals, as short as possible.
func round(text string, decimals int) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" || s == "" {
		return "0"
	}
	if rest, ok := strings.CutPrefix(s, "0."); ok {
		return "." + rest
	}
	if rest, ok := strings.CutPrefix(s, "-0."); ok {
		return "-." + rest
	}
	return s
}

func numbersOf(text string, decimals int) []string {
	list := number.FindAllString(text, -1)
	for i, n := range list {
		list[i] = round(n, decimals)
	}
	return list
}

var function = regexp.MustCompile(`([a-zA-Z]+)\s*\(([^)]*)\)`)

func shortenTransform(text string) string {
	var b strings.Builder
	for _, m := range function.FindAllStringSubmatch(text, -1) {
		decimals := 2
		if m[1] != "translate" {
			decimals = 4 // factors and angles reach far
		}
		args := numbersOf(m[2], decimals)
		if m[1] == "translate" && len(args) == 1 {
			args = append(args, "0")
		}
		b.WriteString(m[1] + "(" + strings.Join(args, ",") + ")")
	}
	return b.String()
}

var command = regexp.MustCompile(`([a-zA-Z])([^a-zA-Z]*(?:[eE][-+]?\d[^a-zA-Z]*)*)`)

// shortenPath writes path data with the fewest separators. An arc's numbers
// keep a space each, since its flags are digits that must stand alone.
func shortenPath(d string) string {
	var b strings.Builder
	last := ""
	for _, m := range command.FindAllStringSubmatch(d, -1) {
		if m[1] != last || m[1] == "M" || m[1] == "m" {
			b.WriteString(m[1])
		} else if m[2] != "" {
			b.WriteByte(' ')
		}
		last = m[1]
		for i, n := range numbersOf(m[2], 2) {
			if i > 0 && (n[0] != '-' || m[1] == "A" || m[1] == "a") {
				b.WriteByte(' ')
			}
			b.WriteString(n)
		}
	}
	return b.String()
}
