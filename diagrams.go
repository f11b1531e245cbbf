package mdmedia

import (
	"context"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// PruneDiagrams removes the finished diagrams in mermaid.cache that no post has
// any more, and returns how many. Posts are read for it, drafts included, and
// diagrams that are not in the cache yet are drawn. Where something is wrong
// with a post nothing is removed, and the report says what.
func (s *Site) PruneDiagrams(ctx context.Context) (int, *Report, error) {
	start := time.Now()
	removed, rep, err := s.pruneDiagrams(ctx)
	s.finish(rep, start, false)
	return removed, rep, err
}

func (s *Site) pruneDiagrams(ctx context.Context) (int, *Report, error) {
	if !s.builds() {
		return 0, &Report{}, nil
	}
	engine, cache, err := s.buildEngine(true)
	if err != nil {
		rep, err := s.failed(err)
		return 0, rep, err
	}
	r, names, err := s.scanner(ctx, nil, false)
	if err != nil {
		_ = engine.Close()
		rep, err := s.failed(err)
		return 0, rep, err
	}
	r.use(engine)
	defer r.close()
	r.drafts, r.future, r.fresh = true, true, true
	err = r.scan(ctx, names)
	r.fill()
	if err != nil || r.report.Failed() {
		return 0, &r.report, err
	}
	n, err := cache.Prune()
	if err != nil {
		return n, &r.report, problem("", oneLine(err))
	}
	return n, &r.report, nil
}

// InstallMermaid gives a program that was built without Mermaid one to draw
// with; see mermaid.Install. It returns the release and the file.
func InstallMermaid(ctx context.Context, from, sha256sum string) (release, file string, err error) {
	b, err := mermaid.Install(ctx, from, sha256sum)
	if err != nil {
		return "", "", problem("", oneLine(err))
	}
	return b.Mermaid, b.File, nil
}

// MermaidLicenses returns the licences of what this program draws diagrams
// with.
func MermaidLicenses() (string, error) {
	text, err := mermaid.Licenses()
	if err != nil {
		return "", problem("", oneLine(err))
	}
	return text, nil
}
