package mermaid

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	lineNumber = regexp.MustCompile(`\bon line (\d+)`)
	// The two kinds of parser that Mermaid has write their errors like this.
	expected = regexp.MustCompile(`(?s)\n([^\n]*)\n-*\^\s*\nExpecting (.*), got '([^']*)'`)
	lexical  = regexp.MustCompile(`^Lexical error on line \d+\. (.*)\n([^\n]*)\n-*\^`)
	located  = regexp.MustCompile(`(?s)^Parsing failed:\s*(?:Lexer|Parse) error on line (?:\d+|\?), column (?:\d+|\?): (.*?)(?:\s*(?:Lexer|Parse) error on line (?:\d+|\?), column .*)?$`)
	unknown  = regexp.MustCompile(`^No diagram type detected`)
	// The YAML parser's: line and column in the front matter, and an excerpt.
	yamlError = regexp.MustCompile(`^([^\n(]+?)\s*\((\d+):(\d+)\)\s*\n`)
)

// syntaxError makes a SyntaxError of what Mermaid threw for source.
func syntaxError(source []byte, thrown string) *SyntaxError {
	e := &SyntaxError{Msg: cleanMessage(thrown)}
	if m := yamlError.FindStringSubmatch(thrown); m != nil && frontMatter.Match(withLF(source)) {
		n, _ := strconv.Atoi(m[2])
		e.Msg, e.Line = "front matter: "+oneLine(m[1]), n+1 // the fence is line 1
		e.Column, _ = strconv.Atoi(m[3])
		return e
	}
	if m := lineNumber.FindStringSubmatch(thrown); m != nil {
		n, _ := strconv.Atoi(m[1])
		e.Line = originalLine(source, n)
		e.locate(source, thrown)
	} else if unknown.MatchString(thrown) {
		e.Line = originalLine(source, 1)
	}
	return e
}

// cleanMessage makes one line for people of one of Mermaid's messages.
func cleanMessage(thrown string) string {
	if unknown.MatchString(thrown) {
		return "no diagram type that Mermaid knows: begin with one, such as flowchart, sequenceDiagram or pie"
	}
	if m := expected.FindStringSubmatch(thrown); m != nil {
		msg := fmt.Sprintf("syntax error near %q: found %s", strings.TrimSpace(m[1]), found(m[3]))
		if want := few(m[2]); want != "" {
			msg += ", expected " + want
		}
		return msg
	}
	if m := lexical.FindStringSubmatch(thrown); m != nil {
		return fmt.Sprintf("syntax error near %q: %s", strings.TrimSpace(m[2]), strings.ToLower(strings.Trim(m[1], ". ")))
	}
	if m := located.FindStringSubmatch(thrown); m != nil {
		return "syntax error: " + oneLine(m[1])
	}
	return oneLine(strings.TrimPrefix(thrown, "Error: "))
}

// tokens are what people write for the names that Mermaid's grammars (the .jison
// files of its packages/mermaid/src/diagrams) give to it.
var tokens = map[string]string{
	"NEWLINE": "the end of the line", "NL": "the end of the line", "EOF": "the end of the diagram",
	"SPACE": "a space", "SPACELINE": "an empty line", "TXT": "a colon and a text", "ACTOR": "a name", "NODE_STRING": "a name", "ID": "a name",
	"ENTITY_NAME": "a name", "NUM": "a number", "STR": "a text in quotes", "PIPE": `"|"`, "AMP": `"&"`, "COLON": `":"`, "SEMI": `";"`, "COMMA": `","`,
	"SQS": `"["`, "SQE": `"]"`, "PS": `"("`, "PE": `")"`, "DIAMOND_START": `"{"`, "DIAMOND_STOP": `"}"`, "TAGEND": `">"`, "TAGSTART": `"<"`,
	"LINK": "an arrow", "START_LINK": "an arrow", "MINUS": `"-"`, "MULT": `"*"`, "INVALID": "characters that have no meaning here", "BRKT": `"#"`, "DOWN": `"v"`, "UP": `"^"`,
}

// A word in capitals is a name of a grammar's; others are what is written.
var tokenName = regexp.MustCompile(`^[A-Z][A-Z_]+$`)

// plain returns what people write for a token.
func plain(token string) string {
	if t := tokens[token]; t != "" {
		return t
	}
	if tokenName.MatchString(token) {
		return strings.ToLower(strings.ReplaceAll(token, "_", " "))
	}
	return strconv.Quote(token)
}

// found returns what people write for the token that did not fit. The end of the
// input is the only one without a name: Jison gives its number, which is 1.
func found(token string) string {
	if token == "1" {
		return tokens["EOF"]
	}
	return plain(token)
}

// few lists what was expected, if that is short: a grammar that would take
// dozens of things says nothing.
func few(list string) string {
	var want []string
	for t := range strings.SplitSeq(list, ", ") {
		if t = plain(strings.Trim(t, "'")); !slices.Contains(want, t) {
			want = append(want, t)
		}
	}
	if len(want) > 4 {
		return ""
	}
	return strings.Join(want, " or ")
}

const maxMessage = 300 // characters

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxMessage {
		s = string([]rune(s)[:maxMessage]) + "..."
	}
	return s
}

var (
	frontMatter = regexp.MustCompile(`(?s)\A[^\S\n]*---[^\S\n]*\n.*?\n[^\S\n]*---\s*\n`)
	directive   = regexp.MustCompile(`(?s)%%\{.*?(?:\}%%|\z)`)
	comment     = regexp.MustCompile(`(?m)^\s*%%[^{\n][^\n]*\n?`)
	// These types are parsed with their comments in place.
	keepsComments = regexp.MustCompile(`\A\s*(?:%%[^\n]*\n\s*)*(?:agentflow|eventmodeling)`)
)

// originalLine turns a line number of Mermaid's into one of source. Mermaid
// counts in what is left after it took out front matter, directives and, for
// most types, comments (its src/preprocess.ts).
func originalLine(source []byte, line int) int {
	text := withLF(source)
	last := 1 + bytes.Count(bytes.TrimRight(text, " \t\n"), []byte("\n"))
	// origin[i] is the line that text[i] comes from.
	origin := make([]int, len(text))
	n := 1
	for i, c := range text {
		origin[i] = n
		if c == '\n' {
			n++
		}
	}
	cut := func(re *regexp.Regexp) {
		kept, from, end := text[:0:0], origin[:0:0], 0
		for _, at := range re.FindAllIndex(text, -1) {
			kept, from = append(kept, text[end:at[0]]...), append(from, origin[end:at[0]]...)
			end = at[1]
		}
		text, origin = append(kept, text[end:]...), append(from, origin[end:]...)
	}
	cut(frontMatter)
	cut(directive)
	if !keepsComments.Match(text) {
		cut(comment)
		blank := len(text) - len(bytes.TrimLeft(text, " \t\n"))
		text, origin = text[blank:], origin[blank:]
	}
	for i, c := range text {
		if line <= 1 {
			return min(origin[i], last)
		}
		if c == '\n' {
			line--
		}
	}
	return last
}

// withLF returns text with every kind of line end as a line feed.
func withLF(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}
