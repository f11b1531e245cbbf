package mdmedia

import (
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
)

// diagramFiles reports whether diagrams are published as files. They lie in the
// folder of finished diagrams, and are used, uploaded and remembered like the
// other files of a post.
func (s *Site) diagramFiles() bool { return s.builds() && s.cfg.Mermaid.Output == "file" }

// drawnMark begins the path of a use of such a file.
const drawnMark = "mermaid:"

func isDrawn(path string) bool { return strings.HasPrefix(path, drawnMark) }

// drawn has a diagram refer to its files.
func (r *resolver) drawn(g *renderer.Diagram) error {
	light, dark := g.Drawing.LightFile, g.Drawing.DarkFile
	if light == "" { // drawn by a script in the page, or not kept
		return nil
	}
	lightURL, err := r.useDrawn(light, g.Start)
	if err != nil {
		return err
	}
	darkURL := lightURL
	if dark != light {
		if darkURL, err = r.useDrawn(dark, g.Start); err != nil {
			return err
		}
	}
	g.Drawing = g.Drawing.Linked(lightURL, darkURL)
	return nil
}

// useDrawn notes that the post needs a diagram's file, and returns its URL.
func (r *resolver) useDrawn(name string, offset int) (string, error) {
	_, a, key, err := r.findDrawn(name)
	if err != nil {
		return "", err
	}
	u, err := r.unpublished.delivery(r.delivery, key, a).url(r.from, key, a.ctype, nil)
	if err != nil {
		return "", err
	}
	if !r.broken {
		r.uses = append(r.uses, use{object: r.assets.claim(key, a), path: drawnMark + name, offset: offset})
	}
	return r.finish(u), nil
}

// findDrawn is find for a diagram's file. It gets the key that it would have
// beside the post.
func (r *resolver) findDrawn(name string) (found content.Found, a *asset, key string, err error) {
	info, err := r.site.root.Stat(name)
	if err != nil {
		return found, nil, "", r.site.readError(name, err)
	}
	found = content.Found{Name: name, Size: info.Size(), ModTime: info.ModTime(), Info: info}
	if a, err = r.assets.get(found); err != nil {
		return found, nil, "", err
	}
	beside := found
	beside.Name = path.Join(path.Dir(r.post), path.Base(name))
	key, err = r.key(beside, a)
	return found, a, key, err
}
