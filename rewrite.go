package mdmedia

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
)

// Rewrite reads one post and writes it as Markdown with delivery URLs. name is
// where the post lies, as a path of the operating system; the file itself
// need not exist. Empty: in the content folder, and messages say <stdin>.
//
// Rewrite never uploads: a file that the bucket is not known to hold is a
// problem. With a problem nothing is written to w, and the report has it.
func (s *Site) Rewrite(ctx context.Context, name string, in io.Reader, w io.Writer) (*Report, error) {
	start := time.Now()
	rep, err := s.rewrite(ctx, name, in, w)
	s.finish(rep, start, true)
	return rep, err
}

func (s *Site) rewrite(ctx context.Context, name string, in io.Reader, w io.Writer) (*Report, error) {
	src, err := io.ReadAll(in)
	if err != nil {
		return s.failed(err)
	}
	post, err := s.postName(name)
	if err != nil {
		return s.failed(err)
	}
	known, err := s.knownObjects(ctx)
	if err != nil {
		return s.failed(err)
	}
	md := s.asMarkdown()
	engine, err := md.newEngine(true)
	if err != nil {
		return s.failed(err)
	}
	r := md.newRun(ctx, engine, md.root.Snapshot(), nil)
	defer r.close()
	res, err := r.rewrite(ctx, post, src, known)
	if err == nil && res.Source != nil {
		_, err = w.Write(res.Source)
	}
	return &r.report, err
}

// asMarkdown is the site with Markdown as its format.
func (s *Site) asMarkdown() *Site {
	md := *s
	md.cfg.Format = Markdown
	return &md
}

// noName is what messages call a post without a name.
const noName = "<stdin>"

// postName is the slash path of the post at a path of the operating system.
func (s *Site) postName(name string) (string, error) {
	if name == "" {
		return path.Join(s.cfg.Content, noName), nil
	}
	return s.siteName(name)
}

// rewrite makes one post, and the report is about it.
func (r *run) rewrite(ctx context.Context, name string, src []byte, known func(*object) bool) (res Rewritten, err error) {
	p, post, doc := r.prepareSource(ctx, name, src)
	r.pages, r.report.Posts = []*article{p}, 1
	r.files = r.assets.settle()
	r.checkPages()
	if r.unpublished == nil {
		r.checkKnown(known)
	}
	r.fill()
	if path.Base(name) == noName {
		for i := range r.report.Problems {
			r.report.Problems[i].File = noName
		}
	}
	res.Problems, res.Files = r.report.Problems, r.usedFiles()
	if p.failed {
		return res, nil
	}
	res.References = references(post, doc)
	buf := bytes.NewBuffer([]byte{}) // an empty post is no failed one
	err = doc.WriteMarkdown(buf)
	res.Source = buf.Bytes()
	return res, err
}

// siteName is a path of the operating system as a slash path below the root.
func (s *Site) siteName(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(real, filepath.Base(abs))
	}
	rel, err := filepath.Rel(s.dir, abs)
	if err != nil || !inside(filepath.ToSlash(rel)) {
		return "", problem(p, "is outside the site "+s.dir+": run mdmedia in the site's folder, or give --config")
	}
	return filepath.ToSlash(rel), nil
}

// prepareSource is post for a source that does not come from a file.
func (r *run) prepareSource(ctx context.Context, name string, src []byte) (*article, *content.Post, *renderer.Document) {
	post, err := content.Parse(name, src)
	r.site.setSlug(post)
	if err != nil {
		r.contentError(name, err)
	}
	if post == nil {
		return &article{name: name, failed: true}, nil, nil
	}
	p := r.article(post)
	p.failed, p.broken = err != nil, err != nil
	res := r.resolver(p)
	var m memo // a post that is not a file is not remembered
	doc, err := r.render.Prepare(ctx, r.input(post, res, &m))
	r.note(p, post, res, doc, &m, err)
	r.unwritable(p, post)
	return p, post, doc
}

// checkKnown reports the uses of objects that the bucket is not known to hold,
// without asking the network.
func (r *run) checkKnown(known func(*object) bool) {
	found := map[*object]bool{}
	for _, p := range r.pages {
		if p.failed {
			continue
		}
		for _, u := range p.uses {
			if u.object.err != nil {
				continue
			}
			if known(u.object) {
				found[u.object] = true
				continue
			}
			p.failed = true
			r.ps.add(Problem{
				File: r.site.display(p.name), Line: int(u.line), Column: int(u.col),
				Message: r.site.display(u.object.asset.name) + " is not in the bucket yet: run mdmedia sync" + p.syncFlag,
			})
		}
	}
	r.report.Unchanged = len(found)
}

// knownObjects returns what tells, to any number at once, whether the bucket
// holds an object with the asset's bytes: the lock file, or the folder itself where that is the record.
func (s *Site) knownObjects(ctx context.Context) (func(*object) bool, error) {
	if !s.ownBucket() {
		lock, err := s.knownLock(ctx)
		if err != nil {
			return nil, err
		}
		var mu sync.Mutex // posts ask at the same time
		return func(o *object) bool {
			mu.Lock()
			e, ok := lock.ByKey(o.key)
			mu.Unlock()
			return ok && e.SHA256 == o.asset.sha256
		}, nil
	}
	store, err := s.newFolder()
	if err != nil {
		return nil, err
	}
	return func(o *object) bool {
		obj, err := store.Head(ctx, o.key)
		if err != nil || obj.Size != o.asset.bytes {
			return false
		}
		f, _, err := store.Get(ctx, o.key)
		if err != nil {
			return false
		}
		defer f.Close()
		sum, err := hashReader(f)
		return err == nil && sum == o.asset.sha256
	}, nil
}

// asProblems returns the problems of an error that is nothing else.
func asProblems(err error) ([]Problem, bool) {
	var pe *ProblemsError
	if errors.As(err, &pe) {
		return pe.Problems, true
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
		return []Problem{{Severity: Error, Message: oneLine(err)}}, true
	}
	return nil, false
}
