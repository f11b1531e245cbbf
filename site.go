package mdmedia

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/generator"
	"github.com/mdmedia/mdmedia/internal/page"
	"github.com/mdmedia/mdmedia/internal/rootfs"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// Options say where a site is. The zero value is the working directory.
type Options struct {
	// Dir is the site's root, to which the paths of a Config are relative.
	// Empty: the working directory. Nothing outside of it is ever uploaded.
	Dir string
	// ConfigFile is the name of the file that the Config was read from, by
	// which the lock file is found, see [LockFile]. Empty: [ConfigFile].
	ConfigFile string
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
	given  Config // as it was passed to Open
	cfg    Config
	opts   Options
	dir    string       // absolute
	prefix string       // from the working directory to dir, for messages
	root   *rootfs.Root // every file of the site is opened through it
	fsys   fs.FS
	outDir string // absolute
	outRel string // slash path below dir; "" if it lies elsewhere

	generator *generator.Site      // what another generator's configuration says; nil: there is none
	roots     []generator.Folder   // the content folders, and where each appears
	languages []generator.Language // of the posts, the default first; nil: one

	keyPattern, permalink pattern
	imageRules            []int                 // of cfg.Images.Rules, the most specific first
	look                  look                  // what is wanted of pictures' pixels
	fetches               *cloudinary.Delivery  // of pictures on other hosts; nil: none
	mirrorAddress         func(netip.Addr) bool // nil: those of the public internet; tests have others

	delivery delivery
	layout   *page.Layout
	cache    *cache

	lock string // the lock file's name

	adopted *adoptions // nil: those in the lock file now

	layoutSource  string // of the author's layout
	diagramScript []byte // mermaid.script; nil: none
	diagramFont   []byte // mermaid.font_file; nil: none
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
	s := &Site{given: cfg, opts: opts}
	if err := s.openRoot(); err != nil {
		return nil, err
	}
	for _, step := range []func() error{s.configure, s.openFolders, s.openParts} {
		if err := step(); err != nil {
			s.Close()
			return nil, err
		}
	}
	s.lock = s.findLock()
	return s, nil
}

// configure completes the configuration and checks it.
func (s *Site) configure() error {
	if err := s.readGenerator(); err != nil {
		return err
	}
	s.cfg = s.withGenerator(s.given).withDefaults()
	var ps problems
	for _, e := range s.cfg.validate() {
		ps.add(Problem{Message: e.Error()})
	}
	if list := ps.sorted(); len(list) > 0 {
		return &ProblemsError{list}
	}
	s.setRoots()
	s.setLanguages()
	return nil
}

// Close releases the site's folder.
func (s *Site) Close() error { return s.root.Close() }

// Config returns the configuration with its defaults filled in.
func (s *Site) Config() Config { return s.cfg }

// OutDir is the absolute path of the output folder.
func (s *Site) OutDir() string { return s.outDir }

func (s *Site) openRoot() (err error) {
	if s.dir, err = filepath.Abs(s.opts.Dir); err != nil {
		return err
	}
	if s.dir, err = filepath.EvalSymlinks(s.dir); err != nil {
		return fileError(s.opts.Dir, err, "check the site's folder")
	}
	if rel, err := filepath.Rel(workDir(), s.dir); err == nil && rel != "." {
		s.prefix = rel
	}
	if s.root, err = rootfs.Open(s.dir); err != nil {
		return fileError(s.opts.Dir, err, "check the site's folder")
	}
	s.fsys = s.root.FS()
	return nil
}

func (s *Site) openFolders() error {
	s.outDir = s.cfg.Out
	if !filepath.IsAbs(s.outDir) {
		s.outDir = filepath.Join(s.dir, filepath.FromSlash(s.outDir))
	}
	if err := errors.Join(s.checkOut(), s.checkBucket()); err != nil {
		return err
	}
	if fi, err := fs.Stat(s.fsys, path.Clean(s.cfg.Content)); err != nil || !fi.IsDir() {
		why := "is not a folder"
		if err != nil {
			why = "does not exist"
		}
		if link, lerr := os.Lstat(filepath.Join(s.dir, filepath.FromSlash(s.cfg.Content))); err != nil && lerr == nil && link.Mode()&fs.ModeSymlink != 0 {
			why = "is a symbolic link that leads out of the site or to nothing"
		}
		return problem(s.display(s.cfg.Content), "the content folder "+why+": set content in "+ConfigFile+" or give --content")
	}
	return nil
}

func (s *Site) openParts() (err error) {
	s.imageRules = bySpecificity(s.cfg.Images.Rules)
	s.look = s.cfg.wantedLook()
	if s.fetches, err = s.newFetches(); err != nil {
		return err
	}
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
	if err := s.readFont(); err != nil {
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

func problem(file, msg string) error {
	return &ProblemsError{[]Problem{{File: file, Severity: Error, Message: msg}}}
}
