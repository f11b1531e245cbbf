package svg

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A declaration is a property and its value.
type declaration struct {
	name, value string
	important   bool
}

// A rule is a style rule, or keyframes of an animation.
type rule struct {
	selectors    []string
	declarations []declaration
	// keyframes is the name of an animation, and frames its text.
	keyframes, frames string
}

// parseCSS reads a style sheet. Only style rules, those in @media that holds
// for a screen, and keyframes are kept, with what is allowed of them.
func parseCSS(text string) []rule {
	var rules []rule
	text = withoutComments(text)
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := blockEnd(text, open)
		head := text[:open]
		// A statement such as @import ends with a semicolon; its rest is no
		// selector.
		head = strings.TrimSpace(head[strings.LastIndexByte(head, ';')+1:])
		body := text[open+1 : end]
		text = text[min(end+1, len(text)):]
		switch {
		case strings.HasPrefix(head, "@keyframes "):
			if r, ok := keyframes(strings.TrimSpace(head[len("@keyframes "):]), body); ok {
				rules = append(rules, r)
			}
		case strings.HasPrefix(head, "@"):
			// Mermaid has no other at-rule that a picture would miss.
		default:
			if d := parseDeclarations(body); len(d) > 0 {
				rules = append(rules, rule{selectors: splitSelectors(head), declarations: d})
			}
		}
	}
	return rules
}

func withoutComments(text string) string {
	for {
		at := strings.Index(text, "/*")
		if at < 0 {
			return text
		}
		rest := text[at+2:]
		if end := strings.Index(rest, "*/"); end >= 0 {
			text = text[:at] + " " + rest[end+2:]
		} else {
			text = text[:at]
		}
	}
}

// blockEnd returns the index of the brace that closes the one at open.
func blockEnd(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

func keyframes(name, body string) (rule, bool) {
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return rule{}, false
	}
	var frames strings.Builder
	for body != "" {
		open := strings.IndexByte(body, '{')
		if open < 0 {
			break
		}
		end := blockEnd(body, open)
		at := strings.TrimSpace(body[:open])
		if strings.Trim(at, "fromt0123456789.%, ") != "" {
			return rule{}, false
		}
		frames.WriteString(at + "{" + writeDeclarations(parseDeclarations(body[open+1:end])) + "}")
		body = body[min(end+1, len(body)):]
	}
	return rule{keyframes: name, frames: frames.String()}, true
}

// parseDeclarations reads declarations and keeps those that are allowed; of
// two for a property the last one.
func parseDeclarations(text string) []declaration {
	var list []declaration
	for _, part := range splitOutside(text, ';') {
		name, value, ok := strings.Cut(part, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.Join(strings.Fields(value), " ")
		if !ok || value == "" || !styleProperties[name] || !safeValue(value) {
			continue
		}
		d := declaration{name: name, value: value}
		if at := strings.LastIndexByte(value, '!'); at >= 0 && strings.TrimSpace(strings.ToLower(value[at+1:])) == "important" {
			d.value, d.important = strings.TrimSpace(value[:at]), true
		}
		if strings.ContainsRune(d.value, '!') || d.value == "" {
			continue
		}
		if i := slices.IndexFunc(list, func(o declaration) bool { return o.name == name }); i >= 0 {
			if list[i].important && !d.important {
				continue
			}
			list = slices.Delete(list, i, i+1)
		}
		list = append(list, d)
	}
	return list
}

func writeDeclarations(list []declaration) string {
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(d.name + ":" + d.value)
		if d.important {
			b.WriteString("!important")
		}
	}
	return b.String()
}

// splitOutside splits text at a separator that is not in quotes or brackets.
func splitOutside(text string, separator byte) []string {
	var parts []string
	depth, from := 0, 0
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == separator && depth <= 0:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}

func splitSelectors(head string) []string {
	var list []string
	for _, s := range splitOutside(head, ',') {
		if s = strings.Join(strings.Fields(s), " "); s != "" && !strings.ContainsAny(s, "<{}@\\") {
			list = append(list, s)
		}
	}
	return list
}

var attributeSelector = regexp.MustCompile(`\[[^\]]*\]`)

// hooks replaces selectors of attributes by classes, given to the elements
// that they match: ids are about to change, and data attributes to go.
func hooks(rules []rule, root *html.Node) {
	classes := map[string]string{}
	all := elementsOf(root)
	replace := func(selector string) string {
		class, ok := classes[selector]
		if !ok {
			class = "a" + strconv.Itoa(len(classes))
			classes[selector] = class
			if s, err := cascadia.Parse(selector); err == nil {
				for _, n := range all {
					if s.Match(n) {
						put(n, "class", strings.TrimSpace(get(n, "class")+" "+class))
					}
				}
			}
		}
		return "." + class
	}
	for _, r := range rules {
		for i, s := range r.selectors {
			r.selectors[i] = attributeSelector.ReplaceAllStringFunc(s, replace)
		}
	}
	for _, n := range all {
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Key, "data-") })
	}
}

// prune drops the selectors that match nothing in the picture, then rules
// without one, then keyframes that no rule names; and joins neighbours.
func prune(rules []rule, root *html.Node) []rule {
	var kept []rule
	all := elementsOf(root)
	for _, r := range rules {
		if r.keyframes != "" {
			continue
		}
		r.selectors = slices.DeleteFunc(slices.Clone(r.selectors), func(s string) bool { return !matchesAny(s, all) })
		if len(r.selectors) == 0 {
			continue
		}
		if n := len(kept) - 1; n >= 0 && slices.Equal(kept[n].selectors, r.selectors) {
			kept[n].declarations = parseDeclarations(writeDeclarations(append(kept[n].declarations, r.declarations...)))
			continue
		}
		kept = append(kept, r)
	}
	for _, r := range rules {
		if r.keyframes != "" && usesAnimation(kept, r.keyframes) {
			kept = append(kept, r)
		}
	}
	return kept
}

func usesAnimation(rules []rule, name string) bool {
	for _, r := range rules {
		for _, d := range r.declarations {
			if strings.HasPrefix(d.name, "animation") && slices.Contains(strings.Fields(d.value), name) {
				return true
			}
		}
	}
	return false
}

// matchesAny reports whether a selector matches one of the elements. One that
// cannot be read matches nothing.
func matchesAny(selector string, all []*html.Node) bool {
	// States such as :hover match what they can apply to.
	s, err := cascadia.Parse(withoutStates.Replace(selector))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(all, s.Match)
}

var withoutStates = strings.NewReplacer(":hover", "", ":focus", "", ":active", "")
