package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// An Error is a configuration that its own generator could not read either.
type Error struct {
	// File is the slash path in the site, Line and Column count from 1; 0:
	// unknown.
	File         string
	Line, Column int
	// Msg is one line.
	Msg string
}

// Error returns file:line:column: message.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg) }

// settings are a configuration as a tree; all keys are in lower case.
type settings map[string]any

// readFile reads a configuration in the syntax that its name says. A file that
// is not there is nil.
func readFile(fsys fs.FS, name string) (settings, error) {
	src, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{File: name, Msg: "cannot be read: " + err.Error()}
	}
	var tree any
	switch path.Ext(name) {
	case ".toml":
		var m map[string]any
		err = toml.Unmarshal(src, &m)
		tree = m
	case ".json":
		err = json.Unmarshal(src, &tree)
	default:
		tree, err = decodeYAML(src)
	}
	if err != nil {
		return nil, syntaxError(name, src, err)
	}
	s, ok := lower(tree).(settings)
	if !ok {
		s = settings{}
	}
	return s, nil
}

// decodeYAML reads YAML as the generators' own libraries do: of a key that is
// there twice the last counts, and a tag that only they know, such as MkDocs's
// !!python/name, is left out.
func decodeYAML(src []byte) (any, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil || len(doc.Content) == 0 {
		return nil, err
	}
	left := maxNodes
	return value(doc.Content[0], &left), nil
}

// maxNodes bounds what aliases of aliases can become.
const maxNodes = 100_000

func value(n *yaml.Node, left *int) any {
	if *left--; *left < 0 {
		return nil
	}
	switch n.Kind {
	case yaml.AliasNode:
		return value(n.Alias, left)
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = value(n.Content[i+1], left)
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = value(c, left)
		}
		return list
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return n.Value
	}
	return v
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

func syntaxError(name string, src []byte, err error) *Error {
	e := &Error{File: name, Msg: strings.TrimPrefix(err.Error(), "yaml: ")}
	var inTOML *toml.DecodeError
	var inJSON *json.SyntaxError
	switch m := yamlLine.FindStringSubmatch(err.Error()); {
	case errors.As(err, &inTOML):
		e.Line, e.Column = inTOML.Position()
		e.Msg = strings.TrimPrefix(inTOML.Error(), "toml: ")
	case errors.As(err, &inJSON):
		before := string(src[:min(int(inJSON.Offset), len(src))])
		e.Line, e.Column = 1+strings.Count(before, "\n"), len(before)-strings.LastIndexByte(before, '\n')-1
	case m != nil:
		e.Line, _ = strconv.Atoi(m[1])
		e.Msg = strings.Replace(e.Msg, m[0], "", 1)
	}
	e.Msg = strings.ReplaceAll(e.Msg, "\n", " ") + ": correct it"
	return e
}

// lower gives a tree's keys in lower case, as Hugo compares them.
func lower(v any) any {
	switch v := v.(type) {
	case map[string]any:
		s := make(settings, len(v))
		for k, x := range v {
			s[strings.ToLower(k)] = lower(x)
		}
		return s
	case []any:
		for i := range v {
			v[i] = lower(v[i])
		}
	}
	return v
}

// merge puts what other says over s, key by key.
func (s settings) merge(other settings) {
	for k, v := range other {
		a, ok1 := s[k].(settings)
		b, ok2 := v.(settings)
		if ok1 && ok2 {
			a.merge(b)
		} else {
			s[k] = v
		}
	}
}

// at returns the tree behind some keys; nil if there is none.
func (s settings) at(keys ...string) settings {
	for _, k := range keys {
		s, _ = s[k].(settings)
	}
	return s
}

func (s settings) text(key, otherwise string) string {
	if v, ok := s[key].(string); ok && v != "" {
		return v
	}
	return otherwise
}

// texts reads one text or a list of them.
func (s settings) texts(key string) []string {
	switch v := s[key].(type) {
	case string:
		if v != "" {
			return []string{v}
		}
	case []any:
		var list []string
		for _, x := range v {
			if t, ok := x.(string); ok && t != "" {
				list = append(list, t)
			}
		}
		return list
	}
	return nil
}

func (s settings) number(key string) float64 {
	switch v := s[key].(type) {
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

func isDir(fsys fs.FS, name string) bool {
	fi, err := fs.Stat(fsys, name)
	return err == nil && fi.IsDir()
}

func isFile(fsys fs.FS, name string) bool {
	fi, err := fs.Stat(fsys, name)
	return err == nil && !fi.IsDir()
}

// inside returns a folder of a configuration as a clean slash path, and whether
// it stays in the site.
func inside(dir string) (string, bool) {
	dir = path.Clean(strings.ReplaceAll(dir, `\`, "/"))
	return dir, fs.ValidPath(dir)
}
