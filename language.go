package mdmedia

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/generator"
)

// setLanguages finds out where the posts of each language are: in a folder of
// their own, or among the others with the language in their names.
func (s *Site) setLanguages() {
	if s.given.Languages == nil && s.generator != nil {
		for _, l := range s.generator.Languages {
			l.Dir = s.contentOf(l.Dir)
			s.languages = append(s.languages, l)
		}
		return
	}
	for _, code := range s.cfg.Languages {
		l := generator.Language{Code: code}
		if dir := path.Join(s.cfg.Content, code); isDir(s.fsys, dir) {
			l.Dir = dir
		}
		s.languages = append(s.languages, l)
	}
}

// contentOf is the folder of the content that a folder is a copy of: a site that
// reads our Markdown names the output folder as its content.
func (s *Site) contentOf(dir string) string {
	out := path.Clean(filepath.ToSlash(s.cfg.Out))
	if rest, ok := strings.CutPrefix(dir, out+"/"); ok {
		return path.Join(s.cfg.Content, rest)
	}
	return dir
}

// languageOf is the language of a post. byFolder says that its folder tells; the
// suffix of its name, such as ".fr", does otherwise. ok is false for a post in
// the default language that nothing marks.
func (s *Site) languageOf(name string) (l generator.Language, byFolder, ok bool) {
	for _, x := range s.languages {
		if x.Dir != "" && strings.HasPrefix(name, x.Dir+"/") && len(x.Dir) > len(l.Dir) {
			l, byFolder, ok = x, true, true
		}
	}
	if ok {
		return l, byFolder, ok
	}
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	for _, x := range s.languages {
		if strings.EqualFold(strings.TrimPrefix(path.Ext(stem), "."), x.Code) {
			return x, false, true
		}
	}
	return l, false, false
}

// languagePrefix is what tells the pages of a language from those of the others:
// its code, "" for the default language.
func (s *Site) languagePrefix(name string) string {
	if l, _, ok := s.languageOf(name); ok && l.Code != s.languages[0].Code {
		return l.Code
	}
	return ""
}

// keyPrefix is the same for the objects of files: only those in another
// language's folder need it. A picture that all languages share has one key.
func (s *Site) keyPrefix(file string) string {
	if l, byFolder, _ := s.languageOf(file); byFolder && l.Code != s.languages[0].Code {
		return l.Code
	}
	return ""
}

// sectionDir is contentDir without the folder of the language.
func (s *Site) sectionDir(name string) string {
	dir := s.contentDir(name)
	if l, byFolder, _ := s.languageOf(name); byFolder {
		own := s.contentDir(path.Join(l.Dir, "x"))
		dir = strings.TrimPrefix(strings.TrimPrefix(dir, own), "/")
	}
	return dir
}

// unlanguaged takes the language off a slug that was made from the file's name.
func (s *Site) unlanguaged(name, slug string) string {
	l, byFolder, ok := s.languageOf(name)
	if n := len(slug) - len(l.Code) - 1; ok && !byFolder && n >= 0 && strings.EqualFold(slug[n:], "-"+l.Code) {
		return slug[:n]
	}
	return slug
}

// translations lead from the folder of each language to that of the default one.
func (s *Site) translations() []content.Mount {
	var mounts []content.Mount
	for i, l := range s.languages {
		to := path.Clean(s.cfg.Content)
		if d := s.languages[0].Dir; d != "" {
			to = d
		}
		if i > 0 && l.Dir != "" {
			mounts = append(mounts, content.Mount{At: l.Dir, Folder: to})
		}
	}
	return mounts
}

// namesSayLanguages reports whether x.fr.png is x.png in French: so are the
// resources of Hugo's pages.
func (s *Site) namesSayLanguages() bool {
	return s.generator != nil && s.generator.Kind == generator.Hugo && len(s.languages) > 1
}

// fileLanguages are the languages in which a post may have its files, its own
// first and then the default one; nil where names do not say that.
func (s *Site) fileLanguages() func(post string) []string {
	if !s.namesSayLanguages() {
		return nil
	}
	orders := map[string][]string{}
	for _, own := range s.languages {
		order := []string{own.Code}
		for _, l := range s.languages {
			if l.Code != own.Code {
				order = append(order, l.Code)
			}
		}
		orders[own.Code] = order
	}
	return func(post string) []string {
		if l, _, ok := s.languageOf(post); ok {
			return orders[l.Code]
		}
		return orders[s.languages[0].Code]
	}
}
