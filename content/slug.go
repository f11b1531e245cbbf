package content

import (
	"io/fs"
	"path"
	"strings"
	"time"
	"unicode"
)

// fileName is what the name of a post says.
type fileName struct {
	slug string
	date time.Time
}

// splitName takes the name of a post apart: folder, Jekyll date, language.
func splitName(name string) fileName {
	base := path.Base(name)
	base = strings.TrimSuffix(base, path.Ext(base))
	stem, language := base, ""
	if i := strings.LastIndexByte(base, '.'); i > 0 && isLanguage(base[i+1:]) {
		stem, language = base[:i], "-"+base[i+1:]
	}
	var n fileName
	switch strings.ToLower(stem) {
	case "index", "_index", "readme": // the page of its folder
		stem = path.Base(path.Dir(name))
		if stem == "." {
			stem = "index"
		}
	default:
		if t, rest, ok := jekyllDate(stem); ok {
			n.date, stem = t, rest
		}
	}
	n.slug = stem + language
	return n
}

// jekyllDate splits 2022-08-18-title.
func jekyllDate(stem string) (t time.Time, rest string, ok bool) {
	if len(stem) <= len("2022-08-18-") || stem[10] != '-' {
		return t, stem, false
	}
	t, err := time.Parse(time.DateOnly, stem[:10])
	return t, stem[11:], err == nil
}

// isLanguage reports whether s looks like a language tag: two or three letters,
// then perhaps a script and a region (pt-BR, zh-Hans-CN, es-419).
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		isDigits := strings.Trim(part, "0123456789") == ""
		isLetters := strings.IndexFunc(part, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) < 0
		switch {
		case i == 0 && isLetters && (len(part) == 2 || len(part) == 3):
		case i > 0 && isLetters && (len(part) == 2 || len(part) == 4):
		case i > 0 && isDigits && len(part) == 3:
		default:
			return false
		}
	}
	return true
}

// unsafeSlug says why a slug cannot be a part of a path, or "".
func unsafeSlug(s string) string {
	switch {
	case strings.ContainsRune(s, '\\'):
		return "holds a backslash"
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		return "holds a control character"
	case strings.HasPrefix(s, "/"):
		return "begins with a slash"
	case s == ".." || strings.HasPrefix(s, "../") || strings.HasSuffix(s, "/..") || strings.Contains(s, "/../"):
		return `holds ".."`
	case s == "." || !fs.ValidPath(s):
		return "is not a clean path"
	default:
		return ""
	}
}
