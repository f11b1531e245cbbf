package sync

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A State is what is known about the bucket before it is compared.
type State struct {
	// Manifest says which objects are ours. Nil: none.
	Manifest *Manifest
	// Objects are the store's answers, by key. One with an empty Key says that
	// there is no object. About a key that is not in the map the manifest is
	// believed; if that does not know it either, there is no object.
	Objects map[string]Object
	// Seen holds the ETags of the objects that had the bytes that the manifest
	// says, for the next SurveyOptions. Only Verify fills it.
	Seen map[string]string
	// Copies says that the store is a [Copier], so that bytes which are needed
	// under several keys are sent once.
	Copies bool
}

// SurveyOptions change how [Survey] asks. The zero value is fine.
type SurveyOptions struct {
	// Verify asks about all keys, also about those that the manifest knows,
	// and so finds out what was deleted or replaced by hand.
	Verify bool
	// Seen holds, by key, the ETags under which objects had the bytes that the
	// manifest says. With Verify a listing then answers for them; the others
	// are asked about one by one, and downloaded if they have no hash. See
	// State.Seen. Nil: none.
	Seen map[string]string
	// Workers is how many requests are made at once. 0: 32.
	Workers int
}

const (
	// listAbove is the number of unknown keys from which on listing is tried.
	listAbove = 32
	// listRatio limits a listing in a bucket full of other things: a request
	// for 1,000 of its objects takes about as long as asking for 20 objects
	// with many workers.
	listRatio = 50
	// listLeast is how many objects may be listed in any case.
	listLeast = 10_000
	// surveyWorkers is higher than the workers of Apply because the answers
	// are small and only the distance to the server counts.
	surveyWorkers = 32
)

// Survey asks the store about the files' keys that the manifest does not know:
// one by one if they are few, by listing their common prefix if they are many.
// If the manifest knows all there is no request. A manifest that is nil or
// about another store knows nothing.
//
// Where reading is not allowed, nothing is known; [Apply] then finds out by
// writing under the condition that there is no object.
func Survey(ctx context.Context, store Store, files []File, m *Manifest, o SurveyOptions) (State, error) {
	if m == nil || m.Store() != store.Name() {
		m = NewManifest(store.Name())
	}
	s := &survey{store: store, manifest: m, o: o, workers: o.Workers, objects: map[string]Object{}, sizes: map[string]int64{}}
	if s.workers <= 0 {
		s.workers = surveyWorkers
	}
	for i := range files {
		f := &files[i]
		if _, known := m.ByKey(f.Key); known && !o.Verify {
			continue
		}
		if _, again := s.sizes[f.Key]; !again {
			s.sizes[f.Key] = f.Size
			s.keys = append(s.keys, f.Key)
		}
	}
	slices.Sort(s.keys)
	ask := s.keys
	if len(ask) > listAbove {
		var err error
		if ask, err = s.list(ctx); err != nil {
			return State{}, err
		}
	}
	if err := s.heads(ctx, ask); err != nil {
		return State{}, err
	}
	_, copies := store.(Copier)
	return State{Manifest: m, Objects: s.objects, Seen: s.seen(), Copies: copies}, nil
}

// seen returns the ETags of what is as the manifest says.
func (s *survey) seen() map[string]string {
	if !s.o.Verify {
		return nil
	}
	seen := make(map[string]string, len(s.objects))
	for key, obj := range s.objects {
		if e, ok := s.manifest.ByKey(key); ok && obj.SHA256 == e.SHA256 {
			seen[key] = obj.ETag
		}
	}
	return seen
}

type survey struct {
	store    Store
	manifest *Manifest
	o        SurveyOptions
	buffers  buffers
	workers  int
	keys     []string         // to be asked about, sorted
	sizes    map[string]int64 // of the local files with these keys
	mu       sync.Mutex
	objects  map[string]Object
}

// list goes through the objects below the keys' common prefix and returns the
// keys that must still be asked about one by one: those of objects as large as
// the file, since a listing has no hashes, and those behind the point where it
// gave up.
func (s *survey) list(ctx context.Context) (ask []string, err error) {
	limit := max(listLeast, len(s.keys)*listRatio)
	rest := s.keys // not yet reached by the listing
	for obj, err := range s.store.List(ctx, commonPrefix(rest)) {
		if err != nil {
			return append(ask, rest...), fatal(ctx, err)
		}
		for len(rest) > 0 && rest[0] < obj.Key {
			s.absent(rest[0])
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0] == obj.Key {
			if s.listed(&obj) {
				ask = append(ask, obj.Key)
			}
			s.objects[obj.Key] = obj
			rest = rest[1:]
		}
		if limit--; limit == 0 || len(rest) == 0 {
			return append(ask, rest...), nil
		}
	}
	for _, key := range rest {
		s.absent(key)
	}
	return ask, nil
}

// absent notes that there is no such object, where the manifest says otherwise:
// of a key that it does not know nothing is noted anyway, and at a first upload
// that is all of them.
func (s *survey) absent(key string) {
	if _, known := s.manifest.ByKey(key); known {
		s.objects[key] = Object{}
	}
}

// listed reports whether an object in the listing must be asked about: a
// listing has no hash. It is known without asking if the object is still the
// one that was seen, and a folder knows no more than it lists.
func (s *survey) listed(obj *Object) bool {
	if _, folder := s.store.(*Folder); folder || obj.Size != s.sizes[obj.Key] {
		return false
	}
	e, ours := s.manifest.ByKey(obj.Key)
	if ours && obj.ETag != "" && s.o.Seen[obj.Key] == obj.ETag && e.Size == obj.Size {
		obj.SHA256 = e.SHA256
		return false
	}
	return true
}

// head asks about one key. An object that is said to be ours and has no hash
// is downloaded for it where everything is to be verified.
func (s *survey) head(ctx context.Context, key string) (Object, error) {
	obj, err := s.store.Head(ctx, key)
	if err != nil || obj.SHA256 != "" || !s.o.Verify {
		return obj, err
	}
	e, ours := s.manifest.ByKey(key)
	if _, folder := s.store.(*Folder); folder || !ours || e.Size != obj.Size {
		return obj, nil
	}
	if s.o.Seen[key] == obj.ETag && obj.ETag != "" {
		obj.SHA256 = e.SHA256
		return obj, nil
	}
	obj.SHA256, err = download(ctx, s.store, key, &s.buffers)
	return obj, err
}

// heads asks about each key.
func (s *survey) heads(ctx context.Context, keys []string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(s.workers)
	var denied, answered atomic.Int32
	for _, key := range keys {
		if ctx.Err() != nil || denied.Load() >= deniedLimit && answered.Load() == 0 {
			break
		}
		group.Go(func() error {
			obj, err := s.head(ctx, key)
			switch {
			case err == nil:
			case errors.Is(err, ErrNotFound):
				obj = Object{}
			case isDenied(err):
				denied.Add(1)
				return nil
			default:
				return err
			}
			answered.Add(1)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.objects[key] = obj
			return nil
		})
	}
	return group.Wait()
}

// fatal returns err if there is no use in going on. A listing that fails in
// another way is not needed.
func fatal(ctx context.Context, err error) error {
	if e := (*StoreError)(nil); ctx.Err() != nil || errors.As(err, &e) && e.Fatal {
		return err
	}
	return nil
}

func isDenied(err error) bool {
	var e *StoreError
	return errors.As(err, &e) && !e.Fatal && (e.Code == codeAccessDenied || e.Code == "Forbidden")
}

// commonPrefix returns what all keys, which are sorted, begin with.
func commonPrefix(keys []string) string {
	first, last := keys[0], keys[len(keys)-1]
	n := 0
	for n < len(first) && n < len(last) && first[n] == last[n] {
		n++
	}
	// Not in the middle of a character, which a URL could not carry.
	return strings.ToValidUTF8(first[:n], "")
}
