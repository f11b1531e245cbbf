package sync

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Facts are further things that are known about the bytes of a file, as words
// of the form name=value with a space between them, sorted. They are kept in
// the manifest, behind its columns, and mean nothing to this package.
//
// They belong to the bytes: of a file whose bytes are as the manifest says the
// words stay that nobody has named anew, such as those of a later version of
// the program. With other bytes all of them go.
type Facts string

// With returns the facts with this one added or changed. An empty value takes
// it away. A name is of small letters, digits and hyphens; a value can be
// anything.
func (f Facts) With(name, value string) Facts {
	words := slices.DeleteFunc(strings.Fields(string(f)), func(w string) bool { return wordName(w) == name })
	if value != "" {
		words = append(words, name+"="+escapeWord(value))
	}
	return joinWords(words)
}

// Get returns the value of a fact. Empty: it is not known.
func (f Facts) Get(name string) string {
	for rest := string(f); rest != ""; {
		word, tail, _ := strings.Cut(rest, " ")
		if value, ok := strings.CutPrefix(word, name+"="); ok {
			if plain, err := url.PathUnescape(value); err == nil {
				return plain
			}
			return value
		}
		rest = tail
	}
	return ""
}

// and adds the facts of older that f does not name.
func (f Facts) and(older Facts) Facts {
	if older == "" || older == f {
		return f
	}
	words := strings.Fields(string(f))
	named := len(words)
	for w := range strings.FieldsSeq(string(older)) {
		if !slices.ContainsFunc(words[:named], func(own string) bool { return wordName(own) == wordName(w) }) {
			words = append(words, w)
		}
	}
	return joinWords(words)
}

func wordName(word string) string {
	name, _, _ := strings.Cut(word, "=")
	return name
}

func joinWords(words []string) Facts {
	slices.Sort(words)
	return Facts(strings.Join(slices.Compact(words), " "))
}

// escapeWord escapes, as in a URL, what would end a word or need quotes.
func escapeWord(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r == '%' || unicode.IsSpace(r) || !unicode.IsPrint(r) || r == unicode.ReplacementChar
	}) {
		return s
	}
	return url.PathEscape(s)
}

// attributesWord is the name of the word that is no fact: see Entry.Attributes.
const attributesWord = "attributes="

// appendWords writes the last column, which an entry without words has not.
func appendWords(b []byte, e *Entry) []byte {
	words := string(e.Facts)
	if e.Attributes != "" {
		words = strings.TrimSuffix(attributesWord+e.Attributes+" "+words, " ")
	}
	if words == "" {
		return b
	}
	return appendField(append(b, '\t'), words)
}

// readWords undoes appendWords.
func (e *Entry) readWords(column string) {
	words := slices.DeleteFunc(strings.Fields(column), func(w string) bool {
		digest, ok := strings.CutPrefix(w, attributesWord)
		if ok {
			e.Attributes = digest
		}
		return ok
	})
	e.Facts = joinWords(words)
}
