package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	gosync "sync"
	"time"

	"github.com/mdmedia/mdmedia/sync"
)

// A Memory is a store in memory for tests. It keeps the contract, counts the
// calls and fails when it is told to. The zero value is an empty store.
type Memory struct {
	// Fail is asked before each call, with the method in small letters and the
	// key, and makes it fail by returning an error. Nil: nothing fails. It may
	// be called from several goroutines at once.
	Fail func(op, key string) error
	// Forget keeps no hash, as if another program had written the objects.
	Forget bool

	mu      gosync.Mutex
	objects map[string]stored
	writes  int
	calls   []string
}

type stored struct {
	sync.Object
	body []byte
}

// Name returns "memory:".
func (m *Memory) Name() string { return "memory:" }

// Calls returns the calls so far, each as "op key", and begins anew.
func (m *Memory) Calls() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	calls := m.calls
	m.calls = nil
	return calls
}

// Set puts an object there without a call and without a hash, as someone else
// would.
func (m *Memory) Set(key, body string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(stored{sync.Object{Key: key, Size: int64(len(body))}, []byte(body)})
}

// Body returns an object's bytes without a call.
func (m *Memory) Body(key string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.objects[key]
	return string(s.body), ok
}

// Head returns the object.
func (m *Memory) Head(ctx context.Context, key string) (sync.Object, error) {
	s, err := m.get(ctx, "head", key)
	return s.Object, err
}

// Get returns the object and its bytes.
func (m *Memory) Get(ctx context.Context, key string) (io.ReadCloser, sync.Object, error) {
	s, err := m.get(ctx, "get", key)
	if err != nil {
		return nil, sync.Object{}, err
	}
	return io.NopCloser(bytes.NewReader(s.body)), s.Object, nil
}

// GetFrom returns the object and its bytes from offset on.
func (m *Memory) GetFrom(ctx context.Context, key string, offset int64) (io.ReadCloser, sync.Object, error) {
	s, err := m.get(ctx, "get", key)
	if err != nil {
		return nil, sync.Object{}, err
	}
	return io.NopCloser(bytes.NewReader(s.body[min(offset, int64(len(s.body))):])), s.Object, nil
}

// List yields what there was when it was called.
func (m *Memory) List(ctx context.Context, prefix string) iter.Seq2[sync.Object, error] {
	return func(yield func(sync.Object, error) bool) {
		if err := m.call(ctx, "list", prefix); err != nil {
			yield(sync.Object{}, err)
			return
		}
		for _, obj := range m.snapshot(prefix) {
			if !yield(obj, nil) {
				return
			}
		}
	}
}

// Put stores the file.
func (m *Memory) Put(ctx context.Context, f sync.File, c sync.Condition) (sync.Object, error) {
	if err := errors.Join(sync.CheckKey(f.Key), m.call(ctx, "put", f.Key)); err != nil {
		return sync.Object{}, err
	}
	body, err := read(f)
	if err != nil {
		return sync.Object{}, err
	}
	if err := ctx.Err(); err != nil {
		return sync.Object{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.write(f, c, body)
}

// write stores an object under the lock if the condition holds.
func (m *Memory) write(f sync.File, c sync.Condition, body []byte) (sync.Object, error) {
	old, exists := m.objects[f.Key]
	if c == sync.IfAbsent && exists || c != sync.Any && c != sync.IfAbsent && sync.IfMatch(old.ETag) != c {
		return sync.Object{}, fmt.Errorf("%s: %w", f.Key, sync.ErrCondition)
	}
	obj := sync.Object{Key: f.Key, Size: f.Size, ContentType: f.ContentType, CacheControl: f.CacheControl, SHA256: f.SHA256}
	if m.Forget {
		obj.SHA256 = ""
	}
	return m.set(stored{obj, body}), nil
}

// Copy copies the object from.
func (m *Memory) Copy(ctx context.Context, from string, f sync.File, c sync.Condition) (sync.Object, error) {
	if err := errors.Join(sync.CheckKey(from), sync.CheckKey(f.Key), m.call(ctx, "copy", f.Key)); err != nil {
		return sync.Object{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	source, ok := m.objects[from]
	if !ok || source.SHA256 != f.SHA256 || source.Size != f.Size {
		return sync.Object{}, fmt.Errorf("%s: %w", from, sync.ErrNoSource)
	}
	return m.write(f, c, source.body)
}

// Delete removes the objects.
func (m *Memory) Delete(ctx context.Context, keys ...string) error {
	var errs []error
	for _, key := range keys {
		if err := errors.Join(sync.CheckKey(key), m.call(ctx, "delete", key)); err != nil {
			errs = append(errs, err)
			continue
		}
		m.mu.Lock()
		delete(m.objects, key)
		m.mu.Unlock()
	}
	return errors.Join(errs...)
}

func read(f sync.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(body)) != f.Size {
		return nil, fmt.Errorf("%s: %w", f.Path, sync.ErrChanged)
	}
	return body, nil
}

// set stores an object under the lock.
func (m *Memory) set(s stored) sync.Object {
	if m.objects == nil {
		m.objects = map[string]stored{}
	}
	m.writes++
	s.ETag, s.Modified = fmt.Sprintf("%q", fmt.Sprint(m.writes)), time.Now()
	m.objects[s.Key] = s
	return s.Object
}

func (m *Memory) get(ctx context.Context, op, key string) (stored, error) {
	if err := errors.Join(sync.CheckKey(key), m.call(ctx, op, key)); err != nil {
		return stored{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.objects[key]
	if !ok {
		return stored{}, &sync.StoreError{Store: m.Name(), Op: op, Key: key, Msg: "there is no such object", Err: sync.ErrNotFound}
	}
	return s, nil
}

func (m *Memory) snapshot(prefix string) []sync.Object {
	m.mu.Lock()
	defer m.mu.Unlock()
	var objects []sync.Object
	for key, s := range m.objects {
		if strings.HasPrefix(key, prefix) {
			objects = append(objects, sync.Object{Key: key, Size: s.Size, ETag: s.ETag, Modified: s.Modified})
		}
	}
	slices.SortFunc(objects, func(a, b sync.Object) int { return strings.Compare(a.Key, b.Key) })
	return objects
}

// call counts a call and lets it fail.
func (m *Memory) call(ctx context.Context, op, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	m.calls = append(m.calls, op+" "+key)
	m.mu.Unlock()
	if m.Fail != nil {
		return m.Fail(op, key)
	}
	return nil
}
