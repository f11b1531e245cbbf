package storetest

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

// ranges is for stores that give the rest of an object.
func ranges(t *testing.T, s sync.Store, suite Suite) {
	ranger, ok := s.(sync.Ranger)
	if !ok {
		t.Skip("the store gives whole objects only")
	}
	const text = "0123456789"
	put(t, s, File("r/a.png", text), sync.Any)
	want := head(t, s, "r/a.png")
	for _, offset := range []int64{0, 1, 9, 10, 11, 1 << 40} {
		r, obj, err := ranger.GetFrom(t.Context(), "r/a.png", offset)
		if err != nil {
			t.Errorf("from %d: %v", offset, err)
			continue
		}
		got, err := io.ReadAll(r)
		if rest := text[min(offset, int64(len(text))):]; err != nil || string(got) != rest {
			t.Errorf("from %d: %q, %v, want %q", offset, got, err, rest)
		}
		if err := r.Close(); err != nil {
			t.Errorf("from %d: close says %v", offset, err)
		}
		if obj.Key != want.Key || obj.Size != want.Size || obj.ETag != want.ETag || !suite.NoMetadata && obj.SHA256 != want.SHA256 {
			t.Errorf("from %d: the object is %+v, want %+v", offset, obj, want)
		}
	}
	if _, _, err := ranger.GetFrom(t.Context(), "r/none.png", 3); !errors.Is(err, sync.ErrNotFound) {
		t.Errorf("of no object: %v, want ErrNotFound", err)
	}
	if _, _, err := ranger.GetFrom(t.Context(), "../up", 3); err == nil {
		t.Error("a bad key is taken")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ranger.GetFrom(ctx, "r/a.png", 3); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, want context.Canceled", err)
	}
}
