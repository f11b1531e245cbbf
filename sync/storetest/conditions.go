package storetest

import (
	"errors"
	"fmt"
	"slices"
	gosync "sync"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

func overwrite(t *testing.T, s sync.Store, _ Suite) {
	first := put(t, s, File("a", "old"), sync.Any)
	second := put(t, s, File("a", "newer"), sync.Any)
	if first.ETag == second.ETag {
		t.Errorf("both have the ETag %q", first.ETag)
	}
	wantBody(t, s, "a", "newer")
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a"}) {
		t.Errorf("the store holds %q", got)
	}
}

func ifAbsent(t *testing.T, s sync.Store, _ Suite) {
	put(t, s, File("d/a", "first"), sync.IfAbsent)
	if _, err := s.Put(t.Context(), File("d/a", "second"), sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("the second put says %v, want ErrCondition", err)
	}
	wantBody(t, s, "d/a", "first")
	if got := keys(t, s, ""); !slices.Equal(got, []string{"d/a"}) {
		t.Errorf("the refused put left something: %q", got)
	}
}

func ifMatch(t *testing.T, s sync.Store, _ Suite) {
	ctx := t.Context()
	if _, err := s.Put(ctx, File("a", "x"), sync.IfMatch(`"0"`)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over nothing: %v, want ErrCondition", err)
	}
	old := put(t, s, File("a", "one"), sync.Any)
	now := put(t, s, File("a", "three"), sync.IfMatch(old.ETag))
	if _, err := s.Put(ctx, File("a", "lost"), sync.IfMatch(old.ETag)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over another version: %v, want ErrCondition", err)
	}
	wantBody(t, s, "a", "three")
	if got := head(t, s, "a"); got.ETag != now.ETag {
		t.Errorf("the ETag is %q, put returned %q", got.ETag, now.ETag)
	}
}

// race lets many writers at one key at once: one of them wins.
func race(t *testing.T, s sync.Store, _ Suite) {
	const writers = 24
	errs := make([]error, writers)
	var wg gosync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			_, errs[i] = s.Put(t.Context(), File("r/a", fmt.Sprint("writer ", i)), sync.IfAbsent)
		})
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("writers %d and %d both won", winner, i)
		case err == nil:
			winner = i
		case !errors.Is(err, sync.ErrCondition):
			t.Errorf("writer %d: %v, want ErrCondition", i, err)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	wantBody(t, s, "r/a", fmt.Sprint("writer ", winner))
}
