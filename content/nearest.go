package content

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// maxCompared bounds, per Finder, how many names are compared to find a similar
// one: thousands of misses in a folder of thousands of images would take minutes.
const maxCompared = 200_000

// explain completes the error for candidates none of which is there.
func (f *Finder) explain(e *NotFoundError, post string, candidates []candidate) {
	e.Reason = max(e.Reason, Missing)
	for _, c := range candidates {
		if leadsOut(c.name) {
			continue
		}
		dir := path.Dir(c.name)
		if !slices.Contains(e.Tried, dir) {
			e.Tried = append(e.Tried, dir)
		}
		if d := f.folder(dir); d.err != nil && d.reason() == Unreadable {
			e.Err = d.err
		}
		if e.Reason > Unreadable {
			continue // there is something: no other name is meant
		}
		fixed, how := f.correct(c.name)
		if fixed = rewritten(e.Path, c.name, fixed); fixed == "" {
			continue
		}
		if how > Missing {
			e.Reason, e.Nearest = how, fixed
		} else if e.Nearest == "" {
			e.Nearest = fixed
		}
	}
	if e.Reason == Missing && strings.Contains(e.Path, `\`) {
		slashed := strings.ReplaceAll(e.Path, `\`, "/")
		if f.exists(f.candidates(nil, post, slashed)) {
			e.Nearest = slashed
		}
	}
}

func (f *Finder) exists(candidates []candidate) bool {
	return slices.ContainsFunc(candidates, func(c candidate) bool {
		_, reason := f.lookUp(c)
		return reason == noReason
	})
}

// correct returns the existing file whose path is nearest to a name that is not
// there, and how that differs: WrongCase, WrongForm, or Missing for a name that
// is only similar. It is "" if none is near.
func (f *Finder) correct(name string) (fixed string, how Reason) {
	dir := "."
	parts := strings.Split(name, "/")
	for i, part := range parts {
		d := f.folder(dir)
		isFile := i == len(parts)-1
		if _, ok := d.entry(part); !ok {
			same, why := d.sameName(part, isFile)
			if why == noReason {
				same, why = f.similar(d, part, isFile), Missing
			}
			if part = same; part == "" {
				return "", Missing
			}
			how = worst(how, why)
		}
		dir = path.Join(dir, part)
	}
	if !f.exists([]candidate{{name: dir}}) {
		return "", Missing
	}
	return dir, how
}

// worst is how a path differs of which two parts do: one that is only similar
// makes the whole a guess.
func worst(a, b Reason) Reason {
	if a == Missing || b == Missing {
		return Missing
	}
	return max(a, b)
}

// sameName returns the name in a folder that a reader takes for the given one:
// it differs in its Unicode form only, which cannot be seen, or in case.
func (d *folder) sameName(name string, isFile bool) (string, Reason) {
	form, best, why := norm.NFC.String(name), "", noReason
	for _, e := range d.entries {
		if e.IsDir() == isFile {
			continue
		}
		switch there := norm.NFC.String(e.Name()); {
		case there == form:
			return e.Name(), WrongForm
		case why == noReason && strings.EqualFold(there, form):
			best, why = e.Name(), WrongCase
		}
	}
	return best, why
}

// similar returns the name in a folder that is most like the given one, or "".
func (f *Finder) similar(d *folder, name string, isFile bool) string {
	best, bestDistance := "", 1<<30
	stem, ext := splitExt(norm.NFC.String(name))
	limit := min(utf8.RuneCountInString(stem)/3+1, 3) // two letters swapped in a short name are 2
	for _, e := range d.entries {
		stem2, ext2 := splitExt(norm.NFC.String(e.Name()))
		if e.IsDir() == isFile || isFile && ext2 != ext && !isMedia(ext2) {
			continue
		}
		if difference := len(stem2) - len(stem); max(difference, -difference) > limit*utf8.UTFMax {
			continue
		}
		if f.compared.Add(1) > maxCompared {
			break
		}
		distance := levenshtein.ComputeDistance(strings.ToLower(stem), strings.ToLower(stem2))
		if distance > limit {
			continue
		}
		if distance = 4*distance + levenshtein.ComputeDistance(ext, ext2); distance < bestDistance {
			best, bestDistance = e.Name(), distance
		}
	}
	return best
}

func splitExt(name string) (stem, ext string) {
	ext = path.Ext(name)
	return name[:len(name)-len(ext)], ext
}

// isMedia reports whether a file with that extension may be meant by a reference
// to a file with another one.
func isMedia(ext string) bool {
	switch strings.ToLower(ext) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tiff", ".heic",
		".mp4", ".webm", ".mov", ".m4v", ".ogv", ".mp3", ".ogg", ".wav", ".flac", ".m4a":
		return true
	default:
		return false
	}
}

// rewritten returns the path as the author wrote it with those parts replaced in
// which fixed differs from name. It is "" if a part differs that the author did
// not write.
func rewritten(written, name, fixed string) string {
	parts, from, to := strings.Split(written, "/"), strings.Split(name, "/"), strings.Split(fixed, "/")
	if fixed == "" || len(from) != len(to) {
		return ""
	}
	own := 0 // how many parts at the end are the author's own
	for own < len(parts) && own < len(from) && parts[len(parts)-1-own] == from[len(from)-1-own] {
		own++
	}
	for i := range from {
		if from[i] == to[i] {
			continue
		}
		if len(from)-i > own {
			return ""
		}
		parts[len(parts)-(len(from)-i)] = to[i]
	}
	return strings.Join(parts, "/")
}
