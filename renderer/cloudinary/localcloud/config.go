package localcloud

import (
	"errors"
	"io"
	"runtime"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// Config says whose URLs are answered, and from what.
type Config struct {
	// Delivery is what the URLs are made with: its product, cloud, prefix,
	// domain and private CDN count. Signatures are accepted unseen. Its
	// transformation is part of the URLs already and does not matter.
	Delivery cloudinary.Config
	// Open returns the original of an object key. The error is fs.ErrNotExist
	// if there is none. It is called from several goroutines.
	Open func(key string) (*Original, error)
	// CacheDir keeps what was made in files, at most DiskBytes of them; the
	// folder is made when it is needed, and should hold nothing else. Empty: in
	// memory only.
	CacheDir string
	// MemoryBytes and DiskBytes bound what is kept. 0: 64 MiB and 256 MiB.
	MemoryBytes, DiskBytes int64
	// MaxPixels bounds an original that is to be changed, and all those together
	// that are in memory at a time, in pixels; 0: 100 million. A pixel takes up to
	// 8 bytes. MaxOutput bounds what is made; 0: 25 million, as with Cloudinary's
	// free plan.
	MaxPixels, MaxOutput int
	// Concurrency is how many pictures are made at a time; the others wait. 0:
	// GOMAXPROCS, but at most 4.
	Concurrency int
	// Log is told what a preview cannot show and what Cloudinary would refuse,
	// once for each URL (a very long time later perhaps again). It is called from several goroutines. Nil: nobody is.
	Log func(Event)
}

// An Original is an uploaded file. The handler closes it.
type Original struct {
	io.ReadSeekCloser
	// Type is the media type, such as image/png.
	Type string
	// Version differs when the bytes do; a hash of them is best.
	Version string
}

// An Event is something about a URL that its author should know.
type Event struct {
	// URL is its path and query.
	URL string
	// Message is one line.
	Message string
	// Method is GET or HEAD.
	Method string
}

func (c Config) withDefaults() (Config, error) {
	if c.Open == nil {
		return c, errors.New("localcloud: Config.Open is missing")
	}
	if _, err := cloudinary.New(c.Delivery); err != nil {
		return c, err
	}
	if min(c.MemoryBytes, c.DiskBytes) < 0 || min(c.MaxPixels, c.MaxOutput, c.Concurrency) < 0 {
		return c, errors.New("localcloud: a bound is negative: leave it 0 for the default")
	}
	def := func(n *int64, v int64) {
		if *n == 0 {
			*n = v
		}
	}
	def(&c.MemoryBytes, 64<<20)
	def(&c.DiskBytes, 256<<20)
	if c.MaxPixels == 0 {
		c.MaxPixels = 100_000_000
	}
	if c.MaxOutput == 0 {
		c.MaxOutput = 25_000_000
	}
	if c.Concurrency == 0 {
		c.Concurrency = min(4, runtime.GOMAXPROCS(0))
	}
	if c.Log == nil {
		c.Log = func(Event) {}
	}
	return c, nil
}
