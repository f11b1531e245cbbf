package content

import (
	"path"
	"strings"
)

// NameInLanguage is what a file is called in one language: x.fr.png for x.png.
func NameInLanguage(name, code string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + code + ext
}

// beside appends a file in the post's language, the one that is everybody's, and
// that of other languages: a picture is better than none.
func (f *Finder) beside(cs []candidate, post, name string) []candidate {
	var languages []string
	if f.o.Languages != nil && path.Ext(name) != "" {
		languages = f.o.Languages(post)
	}
	if len(languages) == 0 {
		return append(cs, candidate{name, "", Beside})
	}
	cs = append(cs, candidate{NameInLanguage(name, languages[0]), "", Beside}, candidate{name, "", Beside})
	for _, code := range languages[1:] {
		cs = append(cs, candidate{NameInLanguage(name, code), "", Beside})
	}
	return cs
}
