package content_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/content"
)

// messages returns what an error holds, one line for each problem.
func messages(err error) string {
	var all []string
	var walk func(error)
	walk = func(err error) {
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				walk(e)
			}
		} else if err != nil {
			all = append(all, err.Error())
		}
	}
	walk(err)
	return strings.Join(all, "\n")
}

func TestParseSplitsFrontMatter(t *testing.T) {
	for _, c := range []struct {
		name, src, body string
		syntax          content.Syntax
		meta            string // JSON
	}{
		{"empty", "", "", content.None, "null"},
		{"none", "# T\n\ntext", "# T\n\ntext", content.None, "null"},
		{"YAML", "---\na: 1\n---\nbody\n", "body\n", content.YAML, `{"a":1}`},
		{"YAML named", "---yaml\na: 1\n---\nbody", "body", content.YAML, `{"a":1}`},
		{"TOML", "+++\na = 1\n+++\nbody\n", "body\n", content.TOML, `{"a":1}`},
		{"TOML named", "---toml\na = 1\n---\nbody\n", "body\n", content.TOML, `{"a":1}`},
		{"JSON", ";;;\n{\"a\": 1}\n;;;\nbody\n", "body\n", content.JSON, `{"a":1}`},
		{"JSON named", "---json\n{\"a\": 1}\n---\nbody\n", "body\n", content.JSON, `{"a":1}`},
		{"JSON bare", "{\n\"a\": {\n  \"b\": 1\n  }\n\n}\n\nbody\n", "\nbody\n", content.JSON, `{"a":{"b":1}}`},
		{"JSON bare at the end", "{\n\"a\": 1\n}", "", content.JSON, `{"a":1}`},
		{"JSON on one line", "{\"a\": {\"b\": 1}}\nbody\n", "body\n", content.JSON, `{"a":{"b":1}}`},
		{"JSON on one line, mark, CRLF", "\ufeff{\"a\": 1} \r\n\r\nbody", "\r\nbody", content.JSON, `{"a":1}`},
		{"JSON on one line, blank line first", "\n{\"a\": 1}\nbody", "body", content.JSON, `{"a":1}`},
		{"JSON on the only line", `{"a": "}"}`, "", content.JSON, `{"a":"}"}`},
		{"JSON and prose on one line", "{\"a\": 1} is JSON.\n", "{\"a\": 1} is JSON.\n", content.None, "null"},
		{"a shortcode", "{{< figure >}}\n", "{{< figure >}}\n", content.None, "null"},
		{"an attribute list", "{: .lead}\ntext", "{: .lead}\ntext", content.None, "null"},
		{"a list in JSON", "[1]\ntext", "[1]\ntext", content.None, "null"},
		{"indented JSON", "    {\"a\": 1}\n", "    {\"a\": 1}\n", content.None, "null"},
		{"JSON without text", ";;;\n;;;\nbody\n", "body\n", content.JSON, `{}`},
		{"empty YAML", "---\n---\nbody", "body", content.YAML, "{}"},
		{"empty YAML, blank line", "---\n\n---\nbody", "body", content.YAML, "{}"},
		{"only a comment", "---\n# none yet\n---\nbody", "body", content.YAML, "{}"},
		{"nothing behind", "---\na: 1\n---", "", content.YAML, `{"a":1}`},
		{"CRLF", "---\r\na: 1\r\nb: x\r\n---\r\nbody\r\n", "body\r\n", content.YAML, `{"a":1,"b":"x"}`},
		{"CRLF TOML", "+++\r\na = \"x\"\r\n+++\r\nbody\r\n", "body\r\n", content.TOML, `{"a":"x"}`},
		{"mark", "\ufeff---\na: 1\n---\nbody", "body", content.YAML, `{"a":1}`},
		{"mark without front matter", "\ufeffbody", "body", content.None, "null"},
		{"blank lines first", "\n \n---\na: 1\n---\nbody", "body", content.YAML, `{"a":1}`},
		{"trailing space", "--- \na: 1\n---\t\nbody", "body", content.YAML, `{"a":1}`},
		{"long closing line", "---\na: 1\n----------\nbody\n---\n", "body\n---\n", content.YAML, `{"a":1}`},
		{"long closing line, TOML", "+++\na = 1\n+++++\nbody\n", "body\n", content.TOML, `{"a":1}`},
		{"dots", "---\na: 1\n...\nbody", "body", content.YAML, `{"a":1}`},
		{"indented fence is text", "---\na: |\n  x\n  ---\n  y\n---\nbody", "body", content.YAML, `{"a":"x\n---\ny\n"}`},
		{"blank line, then keys", "---\n\na: 1\n---\nbody", "body", content.YAML, `{"a":1}`},
		{"thematic break, not closed", "---\nSome prose.\n", "---\nSome prose.\n", content.None, "null"},
		{"thematic break, blank line", "---\n\nSome prose.\n", "---\n\nSome prose.\n", content.None, "null"},
		{"thematic break alone", "---\n", "---\n", content.None, "null"},
		{"two thematic breaks", "---\n\nSome prose: it is.\n\n---\n\nMore.\n", "---\n\nSome prose: it is.\n\n---\n\nMore.\n", content.None, "null"},
		{"two thematic breaks, close", "---\nSome prose.\n\nMore.\n---\n", "---\nSome prose.\n\nMore.\n---\n", content.None, "null"},
		{"thematic breaks around a heading", "---\n\n# T\n\n---\n", "---\n\n# T\n\n---\n", content.None, "null"},
		{"thematic break, list", "---\n- a\n- b\n", "---\n- a\n- b\n", content.None, "null"},
		{"pluses in prose", "+++\nprose\n", "+++\nprose\n", content.None, "null"},
		{"brace in prose", "{\nprose\n", "{\nprose\n", content.None, "null"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := content.Parse("a.md", []byte(c.src))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(p.Source[p.Body:]); got != c.body {
				t.Errorf("body %q, want %q", got, c.body)
			}
			if p.Syntax != c.syntax {
				t.Errorf("syntax %v, want %v", p.Syntax, c.syntax)
			}
			if got, _ := json.Marshal(p.Meta); string(got) != c.meta {
				t.Errorf("meta %s, want %s", got, c.meta)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"not closed", "---\ntitle: x\n\nBody.\n", `p.md:1:1: front matter is not closed: add a line "---" after it`},
		{"not closed, mark, blank lines", "\ufeff\n\n---\ntitle: x\n", `p.md:3:1: front matter is not closed: add a line "---" after it`},
		{"not closed, blank line first", "---\n\ntitle: x\n", `p.md:1:1: front matter is not closed: add a line "---" after it`},
		{"not closed, TOML", "+++\ntitle = 'x'\n---\n", `p.md:1:1: front matter is not closed: add a line "+++" after it`},
		{"not closed, TOML named", "---toml\n[x]\n", `p.md:1:1: front matter is not closed: add a line "---" after it`},
		{"not closed, JSON", ";;;\n{\"a\": 1}\n", `p.md:1:1: front matter is not closed: add a line ";;;" after it`},
		{"not closed, JSON bare", "{\n\"a\": 1\n\ntext\n", `p.md:1:1: front matter is not closed: add a line "}" after it`},
		{"too large", "---\na: " + strings.Repeat("x", 256<<10) + "\n---\n", "p.md:1:1: front matter is larger than 256 KiB: move its text into the body"},
		{"UTF-8", "---\ntitle: x\n---\nab\xffc\n", "p.md:4:3: invalid UTF-8: save the file as UTF-8"},
		{"UTF-16", "\xff\xfe#\x00", "p.md:1:1: invalid UTF-8: save the file as UTF-8"},
		{"a list", "---\n- a\n- b\n---\n", `p.md:2:1: front matter is a list: write "key: value" lines`},
		{"a scalar", "---\njust text\n---\n", `p.md:2:1: front matter is a single value: write "key: value" lines`},
		{"a JSON list", ";;;\n[1]\n;;;\n", `p.md:2:1: front matter is not a JSON object: write {"key": "value"}`},

		{"tab", "---\ntitle: x\nextra:\n\ta: b\n---\n", "p.md:4:1: front matter is indented with a tab: indent with spaces"},
		{"tab behind spaces", "---\nextra:\n  a: 1\n \tb: 2\n---\n", "p.md:4:2: front matter is indented with a tab: indent with spaces"},
		{"colon", "---\ntitle: Go: the language\n---\n", `p.md:2:10: ": " inside a value: put the value in quotes`},
		{"colon, later line, CRLF", "---\r\na: 1\r\nb: 2\r\ntitle: Go: x\r\nc: 3\r\n---\r\n", `p.md:4:10: ": " inside a value: put the value in quotes`},
		{"indentation", "---\ntitle: x\n  slug: y\n---\n", "p.md:3:3: wrong indentation: line this up with the key above it"},
		{"quote", "---\na: 1\ntitle: \"x\nslug: y\n---\n", "p.md:3:8: quote is not closed: add the closing quote"},
		{"single quote", "---\ntitle: 'x\n---\n", "p.md:2:8: quote is not closed: add the closing quote"},
		{"apostrophe", "---\ntitle: 'it's'\nslug: x\n---\n", "p.md:2:1: this line does not fit the ones before it: check its quotes and indentation"},
		{"list not closed", "---\ntags: [a, b\ntitle: x\n---\n", `p.md:2:7: list is not closed: add "]"`},
		{"map not closed", "---\nx: {a: b\ntitle: x\n---\n", `p.md:2:4: map is not closed: add "}"`},
		{"prose", "---\ntitle: x\nBody begins\n---\n", `p.md:3:1: this line is not "key: value": correct it, or close the front matter before it`},
		{"at sign", "---\ntitle: @me\n---\n", "p.md:2:8: a value cannot begin like this: put the value in quotes"},
		{"percent", "---\ntitle: %x\n---\n", "p.md:2:8: a value cannot begin like this: put the value in quotes"},
		{"star", "---\na: 1\ntitle: *bold* text\n---\n", "p.md:3:8: a value cannot begin like this: put the value in quotes"},
		{"escape", "---\ntitle: \"C:\\dir\"\n---\n", `p.md:2:8: unknown escape in double quotes: write \\ for a backslash, or use single quotes`},
		{"control", "---\ntitle: a\x07b\n---\n", "p.md:2:9: control character U+0007 in the front matter: delete it"},
		{"NUL line", "---\na: 1\n\x00\n---\n", "p.md:3:1: control character U+0000 in the front matter: delete it"},
		{"twice", "---\ntitle: a\nslug: b\ntitle: c\n---\n", `p.md:4:1: key "title" is on line 2 already: delete one of them`},
		{"twice, nested", "---\nx:\n  é: 1\n  é: 2\n---\n", `p.md:4:3: key "é" is on line 3 already: delete one of them`},
		{"key is a list", "---\n? [a]\n: 1\n---\n", "p.md:2:3: a key is a list: write text before the colon"},
		{"itself", "---\na: &a\n  b: *a\n---\n", `p.md:3:6: anchor "a" contains itself: write the value out`},
		{"merge", "---\na: &a 1\nb:\n  <<: *a\n---\n", `p.md:4:7: "<<" brings in what is not a map: put its anchor at a map`},
		{"tag", "---\na: !!int x\n---\n", `p.md:2:10: "x" is no !!int: correct the value or delete the tag`},

		{"TOML quotes", "+++\na = 1\ntitle = My post\n+++\n", `p.md:3:9: a text value needs quotes: write key = "text"`},
		{"TOML colon", "+++\ntitle: x\n+++\n", "p.md:2:6: this line is not key = value: correct it, or close the front matter before it"},
		{"TOML twice", "+++\na = 1\n[b]\na = 1\n[c]\na = 2\na = 3\n+++\n", "p.md:7:1: key a is already defined: delete one of them"},
		{"TOML table twice", "+++\n[b]\n\n[b]\n+++\n", "p.md:4:1: table b already exists: delete one of them"},
		{"TOML quote", "+++\r\na = 1\r\nb = \"x\r\n+++\r\n", "p.md:3:7: quote is not closed: add the closing quote"},
		{"TOML no value", "+++\na = \nb = 1\n+++\n", "p.md:2:5: the value is missing: write one, or delete the key"},
		{"TOML key", "+++\né = 1\n+++\n", "p.md:2:1: a key needs quotes if it has other characters than letters, digits, _ and -: add them"},
		{"TOML date", "+++\ndate = 2022-13-01\n+++\n", "p.md:2:8: front matter is not valid TOML: impossible date: correct this line"},
		{"TOML control", "+++\na = \"x\x07\"\n+++\n", "p.md:2:7: control character U+0007 in the front matter: delete it"},

		{"JSON comma", "{\n\"a\": 1,\n}\n", "p.md:3:1: a value is missing, or there is a comma too many: JSON has no comma before a closing bracket"},
		{"JSON quote", ";;;\n{\n\"a\": x\n}\n;;;\n", "p.md:3:6: front matter is not valid JSON: invalid character 'x' looking for beginning of value: correct this line"},
		{"JSON key", ";;;\n{\n  a: 1\n}\n;;;\n", "p.md:3:3: front matter is not valid JSON: invalid character 'a': correct this line"},
		{"JSON not closed", ";;;\n{\"a\": [1}\n;;;\n", "p.md:2:9: a value is missing, or there is a comma too many: JSON has no comma before a closing bracket"},
		{"JSON cut", ";;;\n{\"a\": [1\n;;;\n", "p.md:3:1: the JSON object is not closed: add the missing brace or bracket"},
		{"JSON twice", ";;;\n{\"a\": 1,\n \"a\": 2}\n;;;\n", `p.md:3:2: key "a" is on line 2 already: delete one of them`},
		{"JSON twice, one line", "{\"a\": 1, \"a\": 2}\n", `p.md:1:10: key "a" is on line 1 already: delete one of them`},
		{"JSON too large, one line", `{"a": "` + strings.Repeat("x", 256<<10) + `"}`, "p.md:1:1: front matter is larger than 256 KiB: move its text into the body"},
		{"JSON more", ";;;\n{\"a\": 1}\n{}\n;;;\n", "p.md:3:1: text behind the JSON object: delete it, or close the front matter before it"},

		{"date", "---\ntitle: x\ndate: 18.8.22\n---\n", `p.md:3:7: date "18.8.22" is not understood: write 2022-08-18`},
		{"date, day first", "---\ndate: \"18-08-2022\"\n---\n", `p.md:2:7: date "18-08-2022" is not understood: write 2022-08-18`},
		{"date, number", ";;;\n{\"date\": 20220818}\n;;;\n", `p.md:2:10: date "20220818" is not understood: write 2022-08-18`},
		{"date, time only", "+++\ndate = 10:00:00\n+++\n", `p.md:2:8: date "10:00:00" is not understood: write 2022-08-18`},
		{"date, list", "---\ndate: [2022-08-18]\n---\n", "p.md:2:7: date is a list: write one value"},
		{"title, map", "+++\n[title]\na = 1\n+++\n", "p.md:2:2: title is a map: write one value"},
		{"draft", "---\ndraft: perhaps\n---\n", `p.md:2:8: draft "perhaps" is not understood: write true or false`},
		{"slug up", "---\nslug: a/../b\n---\n", `p.md:2:7: slug "a/../b" holds "..": write a relative path such as "my-post"`},
		{"slug at root", "---\nslug: /a\n---\n", `p.md:2:7: slug "/a" begins with a slash: write a relative path such as "my-post"`},
		{"slug backslash", "---\nslug: 'a\\b'\n---\n", `p.md:2:7: slug "a\\b" holds a backslash: write a relative path such as "my-post"`},
		{"slug control", "+++\nslug = \"a\\nb\"\n+++\n", `p.md:2:8: slug "a\nb" holds a control character: write a relative path such as "my-post"`},
		{"slug not clean", "---\nslug: a//b\n---\n", `p.md:2:7: slug "a//b" is not a clean path: write a relative path such as "my-post"`},
		{"several", "---\ndate: x\nslug: ..\ndraft: x\n---\n", "p.md:2:7: date \"x\" is not understood: write 2022-08-18\n" +
			"p.md:4:8: draft \"x\" is not understood: write true or false\n" +
			"p.md:3:7: slug \"..\" holds \"..\": write a relative path such as \"my-post\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := content.Parse("p.md", []byte(c.src))
			if got := messages(err); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			var e *content.Error
			if !errors.As(err, &e) || e.Pos.Filename != "p.md" {
				t.Errorf("no *content.Error in %v", err)
			}
		})
	}
}

func TestParseGivesThePostWithWrongValues(t *testing.T) {
	p, err := content.Parse("p.md", []byte("---\ntitle: T\ndate: x\n---\nbody"))
	if err == nil || p == nil || p.Title != "T" || string(p.Source[p.Body:]) != "body" {
		t.Errorf("post %+v, error %v", p, err)
	}
	if p, err := content.Parse("p.md", []byte("---\ntitle: x\n")); p != nil || err == nil {
		t.Errorf("a post without end of the front matter: %+v, error %v", p, err)
	}
}

func TestParseFields(t *testing.T) {
	day := time.Date(2022, 8, 18, 0, 0, 0, 0, time.UTC)
	ten := day.Add(10 * time.Hour)
	for _, c := range []struct {
		file, src   string
		title, slug string
		date        time.Time
		draft       bool
	}{
		{"posts/set-up/post.md", "---\ntitle: Set up a thing\nslug: thing-setup\ndate: 08-18-2022\nimage: me.jpg\nalt: something\n---\n\n## Introduction\n", "Set up a thing", "thing-setup", day, false},
		{"a.md", "", "", "a", time.Time{}, false},
		{"a.md", "---\ntitle: 2022\nslug: 2022\ndraft: true\n---\n", "2022", "2022", time.Time{}, true},
		{"a.md", "---\ntitle: yes\nslug: true\ndraft: \"true\"\n---\n", "yes", "true", time.Time{}, true},
		{"a.md", "---\ntitle: 2022-08-18\nslug: 1_0\ndraft: false\n---\n", "2022-08-18", "1_0", time.Time{}, false},
		{"a.md", "---\ntitle: >-\n  two\n  lines\nslug: a/b\ndate:\n---\n", "two lines", "a/b", time.Time{}, false},
		{"a.md", "---\nbase: &b {title: T, slug: s}\n<<: *b\nslug: own\n---\n", "T", "own", time.Time{}, false},
		{"a.md", "+++\ntitle = 7\nslug = 1.50\ndraft = true\n+++\n", "7", "1.50", time.Time{}, true},
		{"a.md", ";;;\n{\"title\": true, \"slug\": 12, \"draft\": \"True\"}\n;;;\n", "true", "12", time.Time{}, true},
		{"a.md", "---\ndate: 2022-08-18\n---\n", "", "a", day, false},
		{"a.md", "---\ndate: '2022-08-18'\n---\n", "", "a", day, false},
		{"a.md", "---\ndate: 2022-08-18T10:00:00Z\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18 10:00:00\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18 10:00\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18 12:00:00 +0200\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18 12:00:00 +02:00\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18T12:00:00.000+02:00\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022-08-18 10:00:00 UTC\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: 2022/08/18 10:00:00\n---\n", "", "a", ten, false},
		{"a.md", "---\ndate: Aug 18 2022\n---\n", "", "a", day, false},
		{"a.md", "---\ndate: August 18, 2022\n---\n", "", "a", day, false},
		{"a.md", "---\ndate: Thu, 18 Aug 2022 12:00:00 +0200\n---\n", "", "a", ten, false},
		{"a.md", "+++\ndate = 2022-08-18\n+++\n", "", "a", day, false},
		{"a.md", "+++\ndate = 2022-08-18T10:00:00\n+++\n", "", "a", ten, false},
		{"a.md", "+++\ndate = 2022-08-18 12:00:00+02:00\n+++\n", "", "a", ten, false},
		{"a.md", "+++\ndate = \"08-18-2022\"\n+++\n", "", "a", day, false},
		{"a.md", ";;;\n{\"date\": \"2022-08-18T12:00:00+02:00\", \"title\": null}\n;;;\n", "", "a", ten, false},
		{"_posts/2022-08-18-a-title.md", "", "", "a-title", day, false},
		{"_posts/2022-08-18-a-title.md", "---\ndate: 2023-01-01\nslug:\n---\n", "", "a-title", day.AddDate(0, 4, 14), false},
		{"2022-08-18-a.pt-BR.markdown", "", "", "a-pt-BR", day, false},
		{"2022-13-18-a.md", "", "", "2022-13-18-a", time.Time{}, false},
		{"2022-08-18.md", "", "", "2022-08-18", time.Time{}, false},
		{"posts/cat/index.md", "", "", "cat", time.Time{}, false},
		{"posts/cat/_index.fr.md", "", "", "cat-fr", time.Time{}, false},
		{"posts/cat/README.md", "", "", "cat", time.Time{}, false},
		{"index.md", "", "", "index", time.Time{}, false},
		{"index.zh-Hans-CN.md", "", "", "index-zh-Hans-CN", time.Time{}, false},
		{"post.es-419.md", "", "", "post-es-419", time.Time{}, false},
		{"v1.2.md", "", "", "v1.2", time.Time{}, false},
		{"release.final.md", "", "", "release.final", time.Time{}, false},
		{"a.fr-.md", "", "", "a.fr-", time.Time{}, false},
	} {
		t.Run(c.file+" "+c.src, func(t *testing.T) {
			p, err := content.Parse(c.file, []byte(c.src))
			if err != nil {
				t.Fatal(err)
			}
			if p.Title != c.title || p.Slug != c.slug || !p.Date.Equal(c.date) || p.Draft != c.draft {
				t.Errorf("title %q, slug %q, date %v, draft %v; want %q, %q, %v, %v",
					p.Title, p.Slug, p.Date, p.Draft, c.title, c.slug, c.date, c.draft)
			}
		})
	}
}

func TestSlugFromFileNameMustBeSafe(t *testing.T) {
	for name, want := range map[string]string{
		`a\b.md`:   `a\b.md:1:1: the slug "a\\b", made from the file name, holds a backslash: add a "slug" to the front matter or rename the file`,
		"a\x01.md": "a\x01.md:1:1: the slug \"a\\x01\", made from the file name, holds a control character: add a \"slug\" to the front matter or rename the file",
		"...md":    `...md:1:1: the slug "..", made from the file name, holds "..": add a "slug" to the front matter or rename the file`,
	} {
		_, err := content.Parse(name, nil)
		if got := messages(err); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestMetaMarshalsAsJSON(t *testing.T) {
	for src, want := range map[string]string{
		"---\na: .inf\nb: .nan\nc: {1: x, true: y, 2022-01-01: z}\nd: ~\ne: !!binary aGk=\nf: 0x10\ng: 1.5\n---\n":        `{"a":".inf","b":".nan","c":{"1":"x","2022-01-01":"z","true":"y"},"d":null,"e":"hi","f":16,"g":1.5}`,
		"---\na: 2022-08-18\nb: [2022-08-18 10:00:00, [x]]\n---\n":                                                        `{"a":"2022-08-18T00:00:00Z","b":["2022-08-18T10:00:00Z",["x"]]}`,
		"---\nx: &x {a: 1, b: 2}\ny:\n  <<: [*x, {c: 3}]\n  a: 9\n---\n":                                                  `{"x":{"a":1,"b":2},"y":{"a":9,"b":2,"c":3}}`,
		"+++\na = inf\nb = -inf\nc = nan\nd = 2022-08-18\ne = [2022-08-18T10:00:00, 10:00:00]\n[[f]]\ng = {h = 1}\n+++\n": `{"a":"inf","b":"-inf","c":"nan","d":"2022-08-18T00:00:00Z","e":["2022-08-18T10:00:00Z","10:00:00"],"f":[{"g":{"h":1}}]}`,
		";;;\n{\"a\": 1, \"b\": 1.5, \"c\": 1e999, \"d\": [null, {}]}\n;;;\n":                                             `{"a":1,"b":1.5,"c":"1e999","d":[null,{}]}`,
	} {
		p, err := content.Parse("a.md", []byte(src))
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got, err := json.Marshal(p.Meta); err != nil || string(got) != want {
			t.Errorf("%q:\ngot  %s %v\nwant %s", src, got, err, want)
		}
	}
}

func TestPosition(t *testing.T) {
	p, err := content.Parse("a/b.md", []byte("one\r\ntwö\n\nfour"))
	if err != nil {
		t.Fatal(err)
	}
	for offset, want := range map[int]string{
		-1: "a/b.md:1:1", 0: "a/b.md:1:1", 4: "a/b.md:1:5", 5: "a/b.md:2:1", 9: "a/b.md:2:5",
		10: "a/b.md:3:1", 11: "a/b.md:4:1", 15: "a/b.md:4:5", 99: "a/b.md:4:5",
	} {
		if got := p.Position(offset).String(); got != want {
			t.Errorf("Position(%d) = %s, want %s", offset, got, want)
		}
	}
	if got := p.Position(7).Offset; got != 7 {
		t.Errorf("Offset = %d, want 7", got)
	}
}
