package mermaid

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/svg"
)

// A Cache keeps finished diagrams in a folder: one small file each, named after
// a hash of all that the picture depends on. The files hold no times and no
// paths, so the folder can be committed, and who has it needs nothing to draw
// with. It is safe for concurrent use, also by several processes.
type Cache struct {
	// ReadOnly keeps nothing that is not there yet.
	ReadOnly bool

	base, name string // the folder is name below base

	mu      sync.Mutex
	used    map[string]bool
	written string // the version that is in the version file
}

// NewCache returns the cache in the folder name below the folder base. It is
// made when the first diagram is kept. A name, or a symbolic link, that leads
// out of base is not followed.
func NewCache(base, name string) *Cache {
	return &Cache{base: base, name: filepath.FromSlash(name), used: map[string]bool{}}
}

const (
	cacheExt   = ".mermaid"
	cacheMagic = "mdmedia diagram 1 "
)

// filePrefix begins the names of pictures as files.
const filePrefix = "diagram-"

var cacheName = regexp.MustCompile(`^(?:[0-9a-f]{32}\` + cacheExt + `|` + filePrefix + `[0-9a-f]{16}\.svg)$`)

// cacheKey returns the name of an entry.
func cacheKey(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// get returns the picture of a key. A file that is damaged in any way is as
// good as none: the diagram is drawn again.
func (c *Cache) get(key string) (*svg.Picture, bool) {
	c.mu.Lock()
	c.used[key] = true
	c.mu.Unlock()
	data, err := c.read(key + cacheExt)
	if err != nil {
		return nil, false
	}
	return decodePicture(data)
}

func (c *Cache) read(file string) ([]byte, error) {
	base, err := os.OpenRoot(c.base)
	if err != nil {
		return nil, err
	}
	defer func() { _ = base.Close() }()
	return base.ReadFile(filepath.Join(c.name, file))
}

// open opens the folder, and makes it with create.
func (c *Cache) open(create bool) (*os.Root, error) {
	base, err := os.OpenRoot(c.base)
	if err != nil {
		return nil, err
	}
	defer func() { _ = base.Close() }()
	if create {
		if err := base.MkdirAll(c.name, 0o755); err != nil {
			return nil, err
		}
	}
	return base.OpenRoot(c.name)
}

// versionFile names the renderer that drew what is in the folder, for those who
// have none and still must find the entries.
const versionFile = "version.txt"

func (c *Cache) version() string {
	data, err := c.read(versionFile)
	if err != nil {
		return ""
	}
	return string(bytes.TrimSpace(data))
}

// put keeps a picture that a renderer of this version drew.
func (c *Cache) put(key, version string, p *svg.Picture) error {
	if c.ReadOnly {
		return nil
	}
	root, err := c.open(true)
	if err != nil {
		return fmt.Errorf("mermaid: keeping a diagram: %w", err)
	}
	defer func() { _ = root.Close() }()
	if _, err = atomicfile.WriteBytes(root, key+cacheExt, 0o644, encodePicture(p)); err == nil {
		err = c.putVersion(root, version)
	}
	if err != nil {
		return fmt.Errorf("mermaid: keeping a diagram: %w", err)
	}
	return nil
}

func (c *Cache) putVersion(root *os.Root, version string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.written == version {
		return nil
	}
	_, err := atomicfile.WriteBytes(root, versionFile, 0o644, []byte(version+"\n"))
	if err == nil {
		c.written = version
	}
	return err
}

// putFiles keeps a picture as files, named after their bytes, and returns their
// slash paths below the base folder: "" if they are not there and the cache is
// read only.
func (c *Cache) putFiles(p *svg.Picture) (light, dark string, err error) {
	if light, err = c.putFile(p.Light()); err == nil {
		dark, err = c.putFile(p.Dark())
	}
	if light == "" || dark == "" || err != nil {
		return "", "", err
	}
	return light, dark, nil
}

func (c *Cache) putFile(svg string) (string, error) {
	sum := sha256.Sum256([]byte(svg))
	file := filePrefix + hex.EncodeToString(sum[:8]) + ".svg"
	c.mu.Lock()
	c.used[file] = true
	c.mu.Unlock()
	name := path.Join(filepath.ToSlash(c.name), file)
	if there, err := c.read(file); err == nil && string(there) == svg {
		return name, nil
	}
	if c.ReadOnly {
		return "", nil
	}
	root, err := c.open(true)
	if err == nil {
		_, err = atomicfile.WriteBytes(root, file, 0o644, []byte(svg))
		_ = root.Close()
	}
	if err != nil {
		return "", fmt.Errorf("mermaid: keeping a diagram: %w", err)
	}
	return name, nil
}

// Prune removes the diagrams that were neither asked for nor kept since the
// cache was opened, and returns how many. It is for after a run over all posts.
// Other files in the folder stay.
func (c *Cache) Prune() (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	root, err := c.open(false)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("mermaid: %w", err)
	}
	defer func() { _ = root.Close() }()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return 0, fmt.Errorf("mermaid: %w", err)
	}
	removed := 0
	for _, e := range entries {
		name := e.Name()
		if !cacheName.MatchString(name) || c.used[strings.TrimSuffix(name, cacheExt)] {
			continue
		}
		if err := root.Remove(name); err != nil {
			return removed, fmt.Errorf("mermaid: %w", err)
		}
		if strings.HasSuffix(name, cacheExt) {
			removed++ // its files are not diagrams of their own
		}
	}
	return removed, nil
}

// encodePicture writes four lines: the hash of the others, what is known of
// the picture, and one or two SVGs.
func encodePicture(p *svg.Picture) []byte {
	about, err := json.Marshal(p)
	if err != nil {
		panic("mermaid: a picture does not encode: " + err.Error())
	}
	rest := fmt.Appendf(about, "\n%s\n%s\n", p.Body, p.OtherBody)
	sum := sha256.Sum256(rest)
	return append([]byte(cacheMagic+hex.EncodeToString(sum[:])+"\n"), rest...)
}

func decodePicture(data []byte) (*svg.Picture, bool) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	sum := sha256.Sum256(rest)
	if string(first) != cacheMagic+hex.EncodeToString(sum[:]) {
		return nil, false
	}
	lines := bytes.Split(rest, []byte("\n"))
	p := &svg.Picture{}
	if len(lines) != 4 || json.Unmarshal(lines[0], p) != nil {
		return nil, false
	}
	p.Body, p.OtherBody = string(lines[1]), string(lines[2])
	return p, true
}
