package benchsite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// Options say how large the site is. The zero value is the site that the
// published figures are about.
type Options struct {
	// Posts is the number of posts. 0: 10,000.
	Posts int
	// Images is the number of pictures beside each post, all different. 0: 4.
	Images int
	// Seed chooses among sites of the same size.
	Seed uint64
}

// sections are the folders that the posts are spread over.
func sections() []string {
	return []string{"design", "notes", "photos", "reviews", "software", "travel"}
}

// Generate writes the site into the folder dir, which it makes. Files that are
// already there are written over, and others stay.
func Generate(dir string, o Options) error {
	if o.Posts == 0 {
		o.Posts = 10_000
	}
	if o.Images == 0 {
		o.Images = 4
	}
	if o.Posts < 0 || o.Images < 0 {
		return fmt.Errorf("benchsite: %d posts with %d images: want positive numbers", o.Posts, o.Images)
	}
	if err := writeFiles(dir, configs()); err != nil {
		return err
	}
	return parallel(o.Posts, func(i int) error { return writePost(dir, o, i) })
}

// writePost writes the bundle of post i: its text and its pictures.
func writePost(dir string, o Options, i int) error {
	p := newPost(o, i)
	bundle := filepath.Join(dir, "content", "posts", p.section, p.slug)
	if err := os.MkdirAll(bundle, 0o755); err != nil {
		return err
	}
	for n, name := range p.images {
		data, err := picture(name, o.Seed, i*o.Images+n)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(bundle, name), data, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(bundle, "index.md"), p.markdown(), 0o644)
}

func writeFiles(dir string, files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// parallel calls f for 0 to n-1 from one goroutine a core.
func parallel(n int, f func(int) error) error {
	var (
		wg   sync.WaitGroup
		next atomic.Int64
		errs = make([]error, runtime.NumCPU())
	)
	for w := range errs {
		wg.Go(func() {
			for errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				errs[w] = f(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
