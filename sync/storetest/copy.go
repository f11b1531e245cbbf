package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

// copyObjects is for stores that can copy.
func copyObjects(t *testing.T, s sync.Store, suite Suite) {
	copier, ok := s.(sync.Copier)
	if !ok {
		t.Skip("the store does not copy")
	}
	ctx := t.Context()
	source := File("c/source.png", "the bytes")
	put(t, s, source, sync.Any)
	target := File("c/a copy+.webp", "the bytes")
	target.ContentType, target.CacheControl = "image/webp", "no-cache"
	target.Open = nil // it is not needed
	for from, f := range map[string]sync.File{"c/none": target, source.Key: changedHash(target)} {
		if _, err := copier.Copy(ctx, from, f, sync.Any); !errors.Is(err, sync.ErrNoSource) {
			t.Errorf("of %s: %v, want ErrNoSource", from, err)
		}
	}
	if _, err := copier.Copy(ctx, source.Key, target, sync.IfMatch(`"0"`)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over nothing: %v, want ErrCondition", err)
	}
	obj, err := copier.Copy(ctx, source.Key, target, sync.IfAbsent)
	if err != nil {
		t.Fatal(err)
	}
	wantBody(t, s, target.Key, "the bytes")
	got := head(t, s, target.Key)
	if got.ETag != obj.ETag || got.Size != target.Size ||
		!suite.NoMetadata && (got.SHA256 != target.SHA256 || got.ContentType != "image/webp" || got.CacheControl != "no-cache") {
		t.Errorf("the copy is %+v, Copy returned %+v", got, obj)
	}
	if _, err := copier.Copy(ctx, source.Key, target, sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over an object: %v, want ErrCondition", err)
	}
	if _, err := copier.Copy(ctx, source.Key, target, sync.IfMatch(got.ETag)); err != nil {
		t.Errorf("over the object that is known: %v", err)
	}
	itself := target
	itself.CacheControl, itself.Metadata = "max-age=60", map[string]string{"made-by": "me"}
	if _, err := copier.Copy(ctx, target.Key, itself, sync.IfMatch(head(t, s, target.Key).ETag)); err != nil {
		t.Errorf("onto itself, with other attributes: %v", err)
	}
	wantBody(t, s, target.Key, "the bytes")
	if got := head(t, s, target.Key); !suite.NoMetadata && (got.SHA256 != target.SHA256 || got.CacheControl != "max-age=60") {
		t.Errorf("with other attributes it is %+v", got)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := copier.Copy(ended, source.Key, target, sync.Any); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, want context.Canceled", err)
	}
	if _, err := copier.Copy(ctx, source.Key, File("../up", "the bytes"), sync.Any); err == nil {
		t.Error("a bad key is taken")
	}
}

func changedHash(f sync.File) sync.File {
	f.SHA256 = File("", "other bytes").SHA256
	return f
}
