package sync_test

import (
	"context"
	"path/filepath"
	gosync "sync"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// A distant store takes some time for each call, however many there are.
type distant struct {
	storetest.Memory
	latency time.Duration
	refuse  int // more than so many at once count as throttled; 0: none

	mu           gosync.Mutex
	inside, most int
	throttled    uint64
}

func (d *distant) Pace() sync.Pace {
	d.mu.Lock()
	defer d.mu.Unlock()
	return sync.Pace{Least: 8, Most: 64, Throttled: d.throttled}
}

func (d *distant) Put(ctx context.Context, f sync.File, c sync.Condition) (sync.Object, error) {
	d.mu.Lock()
	d.inside++
	d.most = max(d.most, d.inside)
	if d.refuse > 0 && d.inside > d.refuse {
		d.throttled++
	}
	d.mu.Unlock()
	time.Sleep(d.latency) // it is the store that is far away
	d.mu.Lock()
	d.inside--
	d.mu.Unlock()
	return d.Memory.Put(ctx, f, c)
}

func TestApplyAdapts(t *testing.T) {
	for _, c := range []struct {
		name        string
		refuse      int
		workers     int
		least, most int // at once
	}{
		{"far away", 0, 0, 32, 64},
		{"far away, refuses", 12, 0, 12, 32},
		{"told", 0, 5, 5, 5},
	} {
		s := &distant{latency: 10 * time.Millisecond, refuse: c.refuse}
		r, err := sync.Apply(t.Context(), s, sync.Diff(many(1000), sync.State{}, sync.Policy{}), sync.ApplyOptions{Workers: c.workers})
		if err != nil || r.Uploaded != 1000 || s.most < c.least || s.most > c.most {
			t.Errorf("%s: %d uploaded, %v, %d at once, want %d to %d", c.name, r.Uploaded, err, s.most, c.least, c.most)
		}
	}
}

func TestFolderPace(t *testing.T) {
	s, err := sync.NewFolder(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Pace(); p.Least != p.Most || p.Least < 4 || p.Throttled != 0 {
		t.Errorf("the pace is %+v", p)
	}
}
