package mdmedia

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/internal/download"
	"github.com/mdmedia/mdmedia/internal/media"
)

// mirrorDir has the copies of pictures from other hosts. From there on they are
// files of the site like others, so that a copy that is there needs no network:
// commit it, or let pull bring it back.
const mirrorDir = ".mdmedia/remote"

const (
	maxMirrored   = 25 << 20
	mirrorTimeout = 30 * time.Second
)

// A mirror copies pictures from other hosts, each once a run.
type mirror struct {
	site   *Site
	ctx    context.Context //nolint:containedctx // of the run, as the resolver's are
	online bool            // copies may be made
	again  bool            // and made anew where the other host has something else
	client *download.Client

	mu    sync.Mutex
	files map[string]*mirrored
}

type mirrored struct {
	once  sync.Once
	found content.Found
	err   error
}

// errNotMirrored is for a picture of which there is no copy yet.
var errNotMirrored = errors.New("is not copied yet: run mdmedia build or sync with a network")

func (s *Site) newMirror(ctx context.Context) *mirror {
	return &mirror{site: s, ctx: ctx, files: map[string]*mirrored{}, client: download.New(download.Options{
		MaxBytes: maxMirrored, Timeout: mirrorTimeout, Host: s.mirrorsHost, Address: s.mirrorAddress,
	})}
}

// mirrorsHost reports whether pictures of a host are copied.
func (s *Site) mirrorsHost(host string) bool {
	for _, m := range s.cfg.Mirror {
		if rest, ok := strings.CutPrefix(m, "*."); strings.EqualFold(m, host) || ok && len(host) > len(rest)+1 &&
			strings.EqualFold(host[len(host)-len(rest)-1:], "."+rest) {
			return true
		}
	}
	return false
}

// mirrors reports whether the picture at an address is copied.
func (s *Site) mirrors(address string) bool {
	if len(s.cfg.Mirror) == 0 {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && s.mirrorsHost(u.Hostname())
}

// withScheme is an address that may begin with //.
func withScheme(address string) string {
	if strings.HasPrefix(address, "//") {
		return "https:" + address
	}
	return address
}

// find returns the copy of the picture at an address, and makes it if need be.
func (m *mirror) find(address string) (content.Found, error) {
	address, _, _ = strings.Cut(withScheme(address), "#")
	m.mu.Lock()
	f := m.files[address]
	if f == nil {
		f = &mirrored{}
		m.files[address] = f
	}
	m.mu.Unlock()
	f.once.Do(func() { f.found, f.err = m.copy(address) })
	return f.found, f.err
}

func (m *mirror) copy(address string) (content.Found, error) {
	u, err := url.Parse(address)
	if err != nil {
		return content.Found{}, err
	}
	sum := sha256.Sum256([]byte(address))
	dir, stem := path.Join(mirrorDir, strings.ToLower(u.Hostname())), hex.EncodeToString(sum[:8])
	found, there := m.local(dir, stem)
	switch {
	case there && (!m.online || !m.again):
		return found, nil
	case !m.online:
		return found, errNotMirrored
	}
	var since time.Time
	if there {
		since = found.ModTime
	}
	file, err := m.client.Get(m.ctx, address, since)
	switch {
	case errors.Is(err, download.ErrUnchanged):
		return found, nil
	case err != nil:
		return found, errors.New("cannot be copied: " + err.Error())
	}
	return m.keep(dir, stem, file)
}

// local finds a copy, whose extension is that of its content.
func (m *mirror) local(dir, stem string) (content.Found, bool) {
	entries, err := fs.ReadDir(m.site.fsys, dir)
	if err != nil {
		return content.Found{}, false
	}
	for _, e := range entries {
		if name := e.Name(); strings.TrimSuffix(name, path.Ext(name)) == stem && media.IsMediaName(name) {
			return m.found(path.Join(dir, name))
		}
	}
	return content.Found{}, false
}

func (m *mirror) found(name string) (content.Found, bool) {
	fi, err := fs.Stat(m.site.fsys, name)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() == 0 {
		return content.Found{}, false
	}
	return content.Found{Name: name, Root: mirrorDir, Size: fi.Size(), ModTime: fi.ModTime(), Info: fi}, true
}

// keep writes what was fetched, if it is a picture.
func (m *mirror) keep(dir, stem string, file download.File) (content.Found, error) {
	rep, err := media.Examine(mirrorFile{bytes.NewReader(file.Data)}, stem, media.Options{})
	if err != nil || rep.Kind != media.Image && rep.Kind != media.SVG {
		return content.Found{}, errors.New("cannot be copied: it is not an image")
	}
	if rep.CutOff != "" {
		return content.Found{}, errors.New("cannot be copied: it is cut off: " + rep.CutOff)
	}
	name := path.Join(dir, stem+media.Extension(rep.Type))
	root, err := os.OpenRoot(m.site.dir)
	if err != nil {
		return content.Found{}, err
	}
	defer root.Close()
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return content.Found{}, writeError(name, err)
	}
	if old, there := m.local(dir, stem); there && old.Name != name {
		_ = root.Remove(old.Name) // it has become another type
	}
	if _, err := atomicfile.WriteBytes(root, name, 0, file.Data); err != nil {
		return content.Found{}, writeError(name, err)
	}
	if !file.Modified.IsZero() { // what to ask with the next time
		_ = root.Chtimes(name, file.Modified, file.Modified)
	}
	found, ok := m.found(name)
	if !ok {
		return found, errors.New("cannot be copied: " + name + " is not there any more")
	}
	return found, nil
}

// mirrorFile is bytes as media.Examine takes a file; it is smaller than what
// Examine asks Stat about, or read as a whole.
type mirrorFile struct{ *bytes.Reader }

// Stat implements media.File.
func (f mirrorFile) Stat() (fs.FileInfo, error) { return sizeInfo{size: f.Size()}, nil }

type sizeInfo struct {
	fs.FileInfo
	size int64
}

// Size implements fs.FileInfo, of which nothing else is asked.
func (i sizeInfo) Size() int64 { return i.size }
