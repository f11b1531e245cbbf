package generator

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// site makes a file system of names and contents; a name that ends with "/" is a
// folder with one file.
func site(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		name := files[i]
		if strings.HasSuffix(name, "/") {
			name += "file"
		}
		m[name] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

func TestHugo(t *testing.T) {
	for _, test := range []struct {
		name string
		fsys fstest.MapFS
		want *Site
	}{{
		"another program's config.yaml", site("config.yaml", "a: [1]", "content/", ""), nil,
	}, {
		"another program's broken config.json", site("config.json", "{", "content/", ""), nil,
	}, {
		"nothing said",
		site("hugo.toml", "", "content/", "", "static/", "", "assets/", ""),
		&Site{Files: []string{"hugo.toml"}, Content: []Folder{{"", "content"}}, Static: []string{"static", "assets"}},
	}, {
		"the older name, and other folders",
		site("config.yaml", "baseURL: https://x.org/blog/\ncontentDir: posts\nstaticDir: [pub, gone]\nassetDir: src/assets\ntheme: [t]",
			"posts/", "", "pub/", "", "src/assets/", "", "themes/t/static/", ""),
		&Site{Files: []string{"config.yaml"}, Content: []Folder{{"", "posts"}}, Static: []string{"pub", "src/assets", "themes/t/static"}, Base: "/blog"},
	}, {
		"split files",
		site("config/_default/hugo.toml", "baseURL='/'\ndefaultContentLanguage='de'",
			"config/_default/languages.toml", "[en]\nweight=2\n[de]\nweight=1\n[fr]\ndisabled=true",
			"config/_default/languages.en.toml", "", "config/_default/menus.en.toml", "[[main]]\nname='x'",
			"config/_default/module.yaml", "mounts: [{source: content, target: content}, {source: pics, target: static/img}]",
			"config/production/hugo.toml", "contentDir='never'", "content/", "", "static/", "", "pics/", ""),
		&Site{
			Files: []string{
				"config/_default/hugo.toml", "config/_default/languages.en.toml", "config/_default/languages.toml",
				"config/_default/menus.en.toml", "config/_default/module.yaml",
			},
			Content: []Folder{{"", "content"}}, Mounts: []Folder{{"img", "pics"}}, Languages: []Language{{"de", ""}, {"en", ""}},
		},
	}, {
		"a folder for each language",
		site("hugo.json", `{"languages": {"en": {"contentDir": "content/en"}, "fr": {"contentDir": "content/fr", "staticDir": ["static_fr"]}}}`,
			"content/en/", "", "content/fr/", "", "static/", "", "static_fr/", ""),
		&Site{
			Files: []string{"hugo.json"}, Content: []Folder{{"", "content"}}, Static: []string{"static", "static_fr"},
			Languages: []Language{{"en", "content/en"}, {"fr", "content/fr"}},
		},
	}, {
		"languages by mounts, old and new, in folders without a common one",
		site("hugo.yaml", `
languages: {en: {}, pt-BR: {}}
module:
  mounts:
  - {source: en, target: content, lang: en}
  - {source: pt, target: content, sites: {matrix: {languages: [pt-br]}}}
  - {source: README.md, target: content/about.md}
  - {source: ../outside, target: static}
`, "en/", "", "pt/", "", "README.md", "", "static/", ""),
		&Site{
			Files: []string{"hugo.yaml"}, Content: []Folder{{"en", "en"}, {"pt", "pt"}}, Static: []string{"static"},
			Languages: []Language{{"en", "en"}, {"pt-br", "pt"}},
		},
	}, {
		"content from two folders, and our own output",
		site("hugo.toml", `
[[module.mounts]]
source = "build/content"
target = "content"
[[module.mounts]]
source = "docs"
target = "content/guide"
`, "build/content/", "", "docs/", "", "content/", ""),
		&Site{Files: []string{"hugo.toml"}, Content: []Folder{{"guide", "docs"}}},
	}, {
		"only our own output is mounted",
		site("hugo.toml", "contentDir = 'build/content'", "build/content/", "", "content/", ""),
		&Site{Files: []string{"hugo.toml"}, Content: []Folder{{"", "content"}}},
	}, {
		"addresses",
		site("hugo.toml", "[permalinks]\nposts='/:year/:slug/'\n[permalinks.page]\nnotes='/n/:slug'\n[uglyURLs]\nposts=true", "content/", ""),
		&Site{
			Files: []string{"hugo.toml"}, Content: []Folder{{"", "content"}},
			Permalinks: map[string]string{"posts": "/:year/:slug/", "notes": "/n/:slug"}, Ugly: map[string]bool{"posts": true},
		},
	}} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Read(test.fsys, "build/content")
			if err != nil {
				t.Fatal(err)
			}
			if test.want != nil {
				test.want.Kind, test.want.Lookup = Hugo, hugoLookup
				if test.want.Permalinks == nil {
					test.want.Permalinks = map[string]string{}
				}
				if test.want.Ugly == nil {
					test.want.Ugly = map[string]bool{}
				}
			}
			if got != nil {
				got.Facts = HugoFacts{} // see TestHugoFacts
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got\n%+v, want\n%+v", got, test.want)
			}
		})
	}
}

func TestHugoErrors(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"hugo.toml", "a = 1\nb = \n", "hugo.toml:2:5: incomplete number: correct it"},
		{"hugo.yaml", "a: 1\n b: [\n", "hugo.yaml:2:0: mapping values are not allowed in this context: correct it"},
		{"hugo.json", "{\n\"a\": }", "hugo.json:2:6: invalid character '}' looking for beginning of value: correct it"},
		{"config/_default/params.toml", "= 1", `config/_default/params.toml:1:1: invalid character at start of key: =: correct it`},
	} {
		_, err := Read(site(test.name, test.src))
		var bad *Error
		if !errors.As(err, &bad) || bad.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

func TestHugoFacts(t *testing.T) {
	got, err := Read(site("hugo.yaml", `
module: {mounts: [{source: build/content, target: content}, {source: .cache/x, target: static}]}
markup: {goldmark: {parser: {wrapStandAloneImageWithinParagraph: false}}}
cascade: [{params: {a: 1}}, {build: {publishResources: false}}]
`), "build")
	want := HugoFacts{Sources: []string{"content", "build/content", ".cache/x"}, ReadsOurs: true, Unpublished: true}
	if err != nil || !reflect.DeepEqual(got.Facts, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, _ := Read(site("hugo.yaml", "cascade: {_build: {publishResources: true}}")); got.Facts.Unpublished || !got.Facts.Wrapped || got.Facts.ReadsOurs {
		t.Errorf("got %+v", got.Facts)
	}
}
