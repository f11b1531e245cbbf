package mdmedia

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
)

// ConfigFile is the name under which Load looks for a configuration.
const ConfigFile = "mdmedia.yaml"

// LoadConfig reads a configuration file. An unknown key, a value of the wrong
// kind and a value that is not allowed are errors: the returned error is a
// *ProblemsError with all of them and their positions.
func LoadConfig(name string) (Config, error) {
	var c Config
	src, err := os.ReadFile(name)
	if err != nil {
		return c, fileError(name, err, "check the path given with --config")
	}
	f := &configFile{name: name}
	f.decode(src, &c)
	if len(f.ps.list) == 0 {
		for _, e := range c.withDefaults().validate() {
			pos := f.position(e.Key)
			f.ps.add(Problem{File: name, Line: pos.Line, Column: pos.Column, Message: e.Error()})
		}
	}
	if list := f.ps.sorted(); len(list) > 0 {
		return c, &ProblemsError{list}
	}
	return c, nil
}

// A ProblemsError is a list of problems as one error.
type ProblemsError struct {
	// Problems are sorted by file and position; never empty.
	Problems []Problem
}

// Error returns the problems, one a line.
func (e *ProblemsError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// configFile knows where each key of a configuration file stands.
type configFile struct {
	name string
	root *yaml.Node
	ps   problems
}

func (f *configFile) problem(line, col int, format string, args ...any) {
	f.ps.add(Problem{File: f.name, Line: line, Column: col, Message: fmt.Sprintf(format, args...)})
}

var (
	yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)
	// The names of our types mean nothing to who writes the file.
	intoGroup  = regexp.MustCompile(` into mdmedia\.\w+`)
	intoGroups = regexp.MustCompile(` into \[\]mdmedia\.\w+`)
)

func (f *configFile) decode(src []byte, c *Config) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		f.syntaxError(src, strings.TrimPrefix(err.Error(), "yaml: "))
		return
	}
	if len(doc.Content) == 0 {
		return // an empty file is the empty configuration
	}
	f.root = doc.Content[0]
	f.checkKeys(f.root, reflect.TypeFor[Config](), "")
	if err := f.root.Decode(c); err != nil {
		var te *yaml.TypeError
		if errors.As(err, &te) {
			for _, msg := range te.Errors {
				f.yamlError(msg)
			}
			return
		}
		f.yamlError(err.Error())
	}
}

// syntaxError says in plain words what the parser found. It leaves the line out
// where that is the first.
func (f *configFile) syntaxError(src []byte, msg string) {
	line := 1
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = msg[len(m[0]):]
	}
	for _, r := range [][2]string{
		{"mapping values are not allowed", `": " where it means nothing: line the key up with the others, or put the value in quotes`},
		{"found character that cannot start any token", "a value cannot begin like this: put it in quotes, and indent with spaces"},
		{"unexpected end of stream", "a quote is not closed: add it"},
		{"expected ',' or ']'", `a list is not closed: add "]"`},
		{"expected ',' or '}'", `a group is not closed: add "}"`},
	} {
		if strings.Contains(msg, r[0]) {
			msg = r[1]
		}
	}
	if i := bytes.IndexFunc(src, isControl); i >= 0 {
		line, msg = 1+bytes.Count(src[:i], []byte("\n")), "a control character: delete it"
	}
	f.problem(line, 0, "%s", msg)
}

func isControl(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\u0085", r) }

// yamlError turns "line 3: cannot unmarshal !!seq into string" into a problem.
func (f *configFile) yamlError(msg string) {
	line := 0
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = msg[len(m[0]):]
	}
	msg = strings.TrimPrefix(msg, "yaml: ")
	for _, r := range [][2]string{
		{"cannot unmarshal !!seq", "a list stands"}, {"cannot unmarshal !!map", "a group of keys stands"},
		{"cannot unmarshal !!str", "the text"}, {"cannot unmarshal !!int", "the number"}, {"cannot unmarshal !!bool", "the word"},
		{" into string", " where one text is expected"}, {" into map[string][]string", " where a group such as {Video: [src, poster]} is expected"},
		{" into []string", " where a list such as [a, b] is expected"},
		{" into bool", " where true or false is expected"}, {" into int", " where a whole number is expected"},
	} {
		msg = strings.Replace(msg, r[0], r[1], 1)
	}
	msg = intoGroups.ReplaceAllString(msg, " where a list of groups such as [{match: ...}] is expected")
	msg = intoGroup.ReplaceAllString(msg, " where a group of keys is expected")
	f.problem(line, 0, "%s", msg)
}

// checkKeys reports the keys of a mapping that t has no field for.
func (f *configFile) checkKeys(n *yaml.Node, t reflect.Type, prefix string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice {
		for _, item := range n.Content {
			f.checkKeys(item, t.Elem(), prefix)
		}
	}
	if n.Kind != yaml.MappingNode || t.Kind() != reflect.Struct {
		return
	}
	fields := yamlFields(t)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		ft, ok := fields[key.Value]
		if !ok {
			names := make([]string, 0, len(fields))
			for name := range fields {
				names = append(names, name)
			}
			f.problem(key.Line, key.Column, "unknown key %q: %s", prefix+key.Value,
				suggest(key.Value, names, "the keys are listed in the README"))
			continue
		}
		f.checkKeys(n.Content[i+1], ft, prefix+key.Value+".")
	}
}

func yamlFields(t reflect.Type) map[string]reflect.Type {
	m := make(map[string]reflect.Type, t.NumField())
	for i := range t.NumField() {
		m[t.Field(i).Tag.Get("yaml")] = t.Field(i).Type
	}
	return m
}

// position finds the node at a dotted key; the nearest parent stands in for
// a key that is not written.
func (f *configFile) position(key string) (pos struct{ Line, Column int }) {
	n := f.root
	if n == nil {
		return pos
	}
	for _, part := range strings.Split(key, ".") {
		found := false
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == part {
				pos.Line, pos.Column = n.Content[i].Line, n.Content[i].Column
				n, found = n.Content[i+1], true
				break
			}
		}
		if !found {
			break
		}
	}
	return pos
}

// fileError words an error of the operating system about a file the person
// named.
func fileError(name string, err error, todo string) error {
	msg := reason(err)
	if errors.Is(err, io.EOF) {
		msg = "is empty"
	}
	return &ProblemsError{[]Problem{{File: name, Severity: Error, Message: msg + ": " + todo}}}
}

// reason returns what the operating system said, without the path, which the
// message has already.
func reason(err error) string {
	var pe *os.PathError
	var le *os.LinkError
	var ae *atomicfile.Error
	switch {
	case errors.Is(err, fs.ErrInvalid), strings.HasSuffix(err.Error(), "path escapes from parent"):
		return "leads out of the folder"
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.As(err, &le):
		return le.Err.Error()
	case errors.As(err, &ae):
		return ae.Err.Error()
	}
	return err.Error()
}
