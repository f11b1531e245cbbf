package mdmedia

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/page"
	"github.com/mdmedia/mdmedia/internal/rootfs"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// Options say where a site is. The zero value is the working directory.
type Options struct {
	// Dir is the site's root, to which the paths of a Config are relative.
	// Empty: the working directory. Nothing outside of it is ever uploaded.
	Dir string
	// Store replaces the store that the configuration describes. Nil: that one.
	Store mediasync.Store
	// CacheDir keeps what is known of unchanged files between runs. Empty: a
	// folder in the user's cache folder (os.UserCacheDir); "-": no cache.
	CacheDir string
	// Now is the time against which posts are in the future. Nil: time.Now.
	Now func() time.Time
	// Getenv reads the environment. Nil: os.Getenv.
	Getenv func(string) string
}

// A Site is a folder of posts with the configuration to build them. It is safe
// for concurrent use, but two builds into one folder at a time are not.
type Site struct {
	cfg    Config
	opts   Options
	dir    string       // absolute
	prefix string       // from the working directory to dir, for messages
	root   *rootfs.Root // every file of the site is opened through it
	fsys   fs.FS
	outDir string // absolute
	outRel string // slash path below dir; "" if it lies elsewhere

	keyPattern, permalink pattern

	delivery delivery
	layout   *page.Layout
	cache    *cache

	adopted *adoptions // nil: those in the lock file now

	layoutSource  string // of the author's layout
	diagramScript []byte // mermaid.script; nil: none
}

// Open checks the configuration and opens the site's folder. It writes
// nothing, does not use the network and asks for no credentials. The error is
// a *ProblemsError if the configuration is at fault. Close the site when done.
func Open(cfg Config, opts Options) (*Site, error) {
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	cfg = cfg.withDefaults()
	s := &Site{cfg: cfg, opts: opts}
	var ps problems
	for _, e := range cfg.validate() {
		ps.add(Problem{Message: e.Error()})
	}
	if list := ps.sorted(); len(list) > 0 {
		return nil, &ProblemsError{list}
	}
	if err := s.openFolders(); err != nil {
		return nil, err
	}
	if err := s.openParts(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close releases the site's folder.
func (s *Site) Close() error { return s.root.Close() }

// Config returns the configuration with its defaults filled in.
func (s *Site) Config() Config { return s.cfg }

// OutDir is the absolute path of the output folder.
func (s *Site) OutDir() string { return s.outDir }

func (s *Site) openFolders() (err error) {
	if s.dir, err = filepath.Abs(s.opts.Dir); err != nil {
		return err
	}
	if s.dir, err = filepath.EvalSymlinks(s.dir); err != nil {
		return fileError(s.opts.Dir, err, "check the site's folder")
	}
	if rel, err := filepath.Rel(workDir(), s.dir); err == nil && rel != "." {
		s.prefix = rel
	}
	s.outDir = s.cfg.Out
	if !filepath.IsAbs(s.outDir) {
		s.outDir = filepath.Join(s.dir, filepath.FromSlash(s.outDir))
	}
	if err := errors.Join(s.checkOut(), s.checkBucket()); err != nil {
		return err
	}
	if s.root, err = rootfs.Open(s.dir); err != nil {
		return fileError(s.opts.Dir, err, "check the site's folder")
	}
	s.fsys = s.root.FS()
	if fi, err := fs.Stat(s.fsys, path.Clean(s.cfg.Content)); err != nil || !fi.IsDir() {
		s.root.Close()
		why := "is not a folder"
		if err != nil {
			why = "does not exist"
		}
		return problem(s.display(s.cfg.Content), "the content folder "+why+": set content in "+ConfigFile+" or give --content")
	}
	return nil
}

func (s *Site) openParts() (err error) {
	s.keyPattern, s.permalink = parsePattern(s.cfg.Key), parsePattern(s.cfg.Permalink)
	if s.delivery, err = s.newDelivery(); err != nil {
		return err
	}
	if s.layout, err = s.newLayout(); err != nil {
		return err
	}
	if err := s.readScript(); err != nil {
		return err
	}
	s.cache = openCache(s.opts.CacheDir, s.dir, s.outDir)
	return nil
}

// newLayout reads the author's layout, if there is one.
func (s *Site) newLayout() (*page.Layout, error) {
	if s.cfg.Layout == "" {
		return page.New("", "")
	}
	name := path.Clean(filepath.ToSlash(s.cfg.Layout))
	src, err := fs.ReadFile(s.fsys, name)
	if err != nil {
		return nil, fileError(s.display(name), err, "correct layout in "+ConfigFile)
	}
	s.layoutSource = string(src)
	l, err := page.New(s.display(name), s.layoutSource)
	if err != nil {
		return nil, problem("", strings.TrimPrefix(err.Error(), "template: "))
	}
	return l, nil
}

// display is the slash path below the site's root as the person would type it.
func (s *Site) display(name string) string {
	return filepath.Join(s.prefix, filepath.FromSlash(name))
}

// displayOut is a path below the output folder as the person would type it.
func (s *Site) displayOut(name string) string {
	p := filepath.Join(s.outDir, filepath.FromSlash(name))
	if rel, err := filepath.Rel(workDir(), p); err == nil && inside(filepath.ToSlash(rel)) {
		return rel
	}
	return p
}

// workDir is the working directory without symbolic links, as the site's is.
func workDir() string {
	wd, err := os.Getwd()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(wd); err == nil {
		return real
	}
	return wd
}

// findPosts lists the posts, all of them or those that paths name.
func (s *Site) findPosts(fsys fs.FS, paths []string) (names []string, err error) {
	all, err := content.Find(fsys, content.Options{
		Dir: path.Clean(s.cfg.Content), Extensions: s.cfg.Extensions, Exclude: s.excluded(),
	})
	if err != nil || len(paths) == 0 {
		return all, err
	}
	var ps problems
	chosen := make(map[string]bool)
	for _, p := range paths {
		if msg := s.choose(p, all, chosen); msg != "" {
			ps.add(Problem{File: p, Message: msg})
		}
	}
	if list := ps.sorted(); len(list) > 0 {
		return nil, &ProblemsError{list}
	}
	for _, n := range all {
		if chosen[n] {
			names = append(names, n)
		}
	}
	return names, nil
}

// choose marks the posts at or below p, a path of the operating system.
func (s *Site) choose(p string, all []string, chosen map[string]bool) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return err.Error()
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	} else if errors.Is(err, fs.ErrNotExist) {
		return "does not exist: " + suggest(p, all, "name a post or a folder of posts")
	}
	rel, err := filepath.Rel(s.dir, abs)
	if err != nil || !inside(filepath.ToSlash(rel)) {
		return "is outside the site " + s.dir + ": run mdmedia in the site's folder, or give --config"
	}
	name, n := filepath.ToSlash(rel), len(chosen)
	for _, post := range all {
		if name == "." || post == name || strings.HasPrefix(post, name+"/") {
			chosen[post] = true
		}
	}
	if len(chosen) == n {
		return "holds no post of " + s.display(s.cfg.Content) + ": name a post or a folder of posts"
	}
	return ""
}

// excluded are the folders whose files are not posts.
func (s *Site) excluded() []string {
	var ex []string
	if s.outRel != "" {
		ex = append(ex, s.outRel)
	}
	if d := s.cfg.Store.Dir; d != "" && !filepath.IsAbs(d) && inside(filepath.ToSlash(d)) {
		ex = append(ex, path.Clean(filepath.ToSlash(d)))
	}
	if s.cfg.Content == "." {
		ex = append(ex, s.cfg.Static...)
	}
	return ex
}

// contentDir is a file's folder below the content folder; "" is that itself.
func (s *Site) contentDir(name string) string {
	dir := path.Dir(name)
	if c := path.Clean(s.cfg.Content); c != "." {
		if rest, ok := strings.CutPrefix(dir+"/", c+"/"); ok {
			dir = strings.TrimSuffix(rest, "/")
		}
	}
	if dir == "." {
		return ""
	}
	return dir
}

func problem(file, msg string) error {
	return &ProblemsError{[]Problem{{File: file, Severity: Error, Message: msg}}}
}

// postsIn lists the posts below a folder of the site.
func (s *Site) postsIn(dir string) ([]string, error) {
	return content.Find(s.fsys, content.Options{Dir: dir, Extensions: s.cfg.Extensions})
}

// inContent reports whether a slash path of the site is below the content
// folder.
func (s *Site) inContent(name string) bool {
	c := path.Clean(s.cfg.Content)
	return c == "." || strings.HasPrefix(name, c+"/")
}
