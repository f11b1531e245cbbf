package cloudinary

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MergeTransform lays the transformation extra over base, and writes both in
// one canonical form. A transformation is a chain of components separated by
// "/"; a component is a list of parameters separated by ",".
//
//   - The first component of extra is merged into the last one of base: base's
//     parameters come first, then extra's in the order written, and a repeated
//     parameter (the same letters before "_") replaces the earlier value in
//     its place. So "q_auto,f_auto" and "w_550,q_80" give "q_80,f_auto,w_550".
//   - The other components of extra follow as they are. An extra that begins
//     with "/" merges nothing.
//   - Flags add up instead, in Cloudinary's form: "fl_progressive" and
//     "fl_lossy" give "fl_progressive.lossy".
//   - A component with a condition (if_...), a variable ($...) or a layer
//     (l_..., u_..., fl_layer_apply) is a unit whose parameters depend on each
//     other, and is never merged with another one: it is appended instead, and
//     its own parameters stay exactly as written.
//   - Repeated parameters within one component are merged in the same way;
//     empty parameters and components are dropped.
//
// MergeTransform(base, "") and MergeTransform("", extra) return the canonical
// form of the one. Nothing is checked; New and [Delivery.URL] do that.
func MergeTransform(base, extra string) string {
	chain := components(base)
	first, rest, _ := strings.Cut(extra, "/")
	if params := parameters(first); len(params) > 0 {
		last := len(chain) - 1
		if last < 0 || isUnit(chain[last]) || isUnit(params) {
			chain = append(chain, canonical(params))
		} else {
			chain[last] = canonical(append(chain[last], params...))
		}
	}
	chain = append(chain, components(rest)...)
	joined := make([]string, len(chain))
	for i, params := range chain {
		joined[i] = strings.Join(params, ",")
	}
	return strings.Join(joined, "/")
}

// components splits a transformation into the parameters of its components.
func components(tx string) (chain [][]string) {
	for part := range strings.SplitSeq(tx, "/") {
		if params := parameters(part); len(params) > 0 {
			chain = append(chain, canonical(params))
		}
	}
	return chain
}

func parameters(component string) (params []string) {
	for p := range strings.SplitSeq(component, ",") {
		if p != "" {
			params = append(params, p)
		}
	}
	return params
}

// canonical merges the repeated parameters of a component.
func canonical(params []string) []string {
	if isUnit(params) {
		return params
	}
	out := make([]string, 0, len(params))
	for _, p := range params {
		key := keyOf(p)
		i := slices.IndexFunc(out, func(o string) bool { return keyOf(o) == key })
		switch {
		case i < 0 && key == "fl":
			out = append(out, addFlags("fl", p))
		case i < 0:
			out = append(out, p)
		case key == "fl":
			out[i] = addFlags(out[i], p)
		default:
			out[i] = p
		}
	}
	return out
}

// keyOf returns what names a parameter: "w" of "w_550".
func keyOf(param string) string {
	key, _, _ := strings.Cut(param, "_")
	return key
}

// isUnit reports whether the parameters of a component belong together.
func isUnit(params []string) bool {
	return slices.ContainsFunc(params, func(p string) bool {
		switch keyOf(p) {
		case "if", "l", "u":
			return true
		case "fl":
			return strings.Contains(p, "layer_apply")
		}
		return strings.HasPrefix(p, "$")
	})
}

// addFlags adds the flags of more, "fl_a.b", to those of have.
func addFlags(have, more string) string {
	flags := strings.Split(strings.TrimPrefix(strings.TrimPrefix(have, "fl"), "_"), ".")
	for _, f := range strings.Split(strings.TrimPrefix(strings.TrimPrefix(more, "fl"), "_"), ".") {
		if !slices.Contains(flags, f) {
			flags = append(flags, f)
		}
	}
	flags = slices.DeleteFunc(flags, func(f string) bool { return f == "" })
	if len(flags) == 0 {
		return "fl"
	}
	return "fl_" + strings.Join(flags, ".")
}

// SrcsetTransform writes a transformation with slashes instead of commas where
// that means the same, for the srcset attribute of the Upload and Fetch
// products: simple programs split such an attribute at every comma.
// "q_auto,f_auto,w_550" becomes "q_auto/f_auto/w_550".
//
// Format and quality stand alone; so does a parameter that is then left by
// itself. Two or more others belong together ("c_fill,w_550,ar_1" cut apart
// would crop to nothing) and keep their commas, which the HTML standard allows
// inside a candidate's URL. In "tx=" commas stay as well: do not use this for
// the Media Optimizer.
func SrcsetTransform(tx string) string {
	var out []string
	for _, params := range components(tx) {
		if isUnit(params) {
			out = append(out, strings.Join(params, ","))
			continue
		}
		at := -1 // of the parameters that stay together
		for _, p := range params {
			switch key := keyOf(p); {
			case key == "f" || key == "q":
				out = append(out, p)
			case at < 0:
				at = len(out)
				out = append(out, p)
			default:
				out[at] += "," + p
			}
		}
	}
	return strings.Join(out, "/")
}

// checkTransform refuses what cannot be part of a transformation. The error is
// one line that says what to do.
func checkTransform(tx string) error {
	const form = "write parameters with commas, such as q_auto,f_auto,w_550"
	if !utf8.ValidString(tx) {
		return fmt.Errorf("transformation %q is not valid UTF-8: %s", tx, form)
	}
	for _, r := range tx {
		switch {
		case unicode.IsControl(r):
			return fmt.Errorf("transformation %q contains a control character: %s", tx, form)
		case unicode.IsSpace(r):
			return fmt.Errorf("transformation %q contains a space: %s", tx, form)
		case r == '?' || r == '#' || r == '&':
			return fmt.Errorf("transformation %q contains %q: %s", tx, r, form)
		}
	}
	// Browsers take %2e for a dot as well.
	dots := tx
	if strings.Contains(tx, "%2") {
		dots = strings.NewReplacer("%2e", ".", "%2E", ".").Replace(tx)
	}
	if hasDotFolder(dots) {
		return fmt.Errorf(`transformation %q contains "." or ".." between slashes: %s`, tx, form)
	}
	return nil
}
