package sync

import (
	"context"
	"errors"
	"fmt"
)

// An outcome is how an action without an error went.
type outcome int

const (
	wasThere outcome = iota // the bucket had the bytes
	uploaded
	copied
	deleted
)

// act carries out an action. Without an error the bucket holds its bytes.
func (a *applier) act(ctx context.Context, act *Action) (outcome, error) {
	switch act.Kind {
	case Record:
		return wasThere, nil
	case Upload, Copy:
		return a.upload(ctx, act)
	case Compare:
		obj, err := a.store.Head(ctx, act.File.Key)
		if err != nil {
			return wasThere, err
		}
		return wasThere, a.compare(ctx, act, &obj)
	case Conflict:
		return wasThere, &ConflictError{Key: act.File.Key, Paths: act.paths(), Reason: act.Reason}
	}
	return wasThere, fmt.Errorf("%s: sync.Apply cannot %s", act.File.Key, act.Kind)
}

func (a *applier) upload(ctx context.Context, act *Action) (outcome, error) {
	condition := act.If
	if act.Was != nil {
		var there bool
		var err error
		if condition, there, err = a.replace(ctx, act); err != nil || there {
			return wasThere, err
		}
	}
	how, err := a.write(ctx, act, condition)
	if !errors.Is(err, ErrCondition) {
		return how, err
	}
	// Someone was here since the survey. With the same bytes that is fine.
	obj, err := a.store.Head(ctx, act.File.Key)
	if err != nil {
		return wasThere, err
	}
	return wasThere, a.compare(ctx, act, &obj)
}

// write has the server copy the object, or sends the file: that is planned, or
// the store cannot copy, or what was to be copied is not there.
func (a *applier) write(ctx context.Context, act *Action, c Condition) (outcome, error) {
	if copier, ok := a.store.(Copier); ok && act.Kind == Copy {
		_, err := copier.Copy(ctx, act.From, act.File, c)
		if !errors.Is(err, ErrNoSource) {
			return copied, err
		}
	}
	_, err := a.store.Put(ctx, act.File, c)
	return uploaded, err
}

// replace looks at the object of ours that is to be replaced. It returns the
// condition under which that may be done, or that the new bytes are there.
func (a *applier) replace(ctx context.Context, act *Action) (c Condition, there bool, err error) {
	obj, err := a.store.Head(ctx, act.File.Key)
	if errors.Is(err, ErrNotFound) {
		return IfAbsent, false, nil
	}
	if err != nil {
		return "", false, err
	}
	f, was := &act.File, act.Was
	if obj.Size != was.Size && obj.Size != f.Size {
		return "", false, a.conflict(act)
	}
	if obj.SHA256 == "" {
		if obj.SHA256, err = a.download(ctx, obj.Key); err != nil {
			return "", false, err
		}
	}
	switch {
	case obj.SHA256 == f.SHA256 && was.SHA256 != f.SHA256: // another machine did it
		return "", true, nil
	case obj.SHA256 == was.SHA256:
		return IfMatch(obj.ETag), false, nil
	}
	return "", false, a.conflict(act)
}

// compare returns nil if the object has the file's bytes.
func (a *applier) compare(ctx context.Context, act *Action, obj *Object) error {
	same, err := a.hasBytes(ctx, obj, act.File.SHA256, act.File.Size)
	if err == nil && !same {
		err = a.conflict(act)
	}
	return err
}

// hasBytes reports whether the object has these bytes. One whose hash is not
// known is downloaded.
func (a *applier) hasBytes(ctx context.Context, obj *Object, sha256 string, size int64) (bool, error) {
	if obj.Size != size {
		return false, nil
	}
	sum := obj.SHA256
	if sum == "" {
		var err error
		if sum, err = a.download(ctx, obj.Key); err != nil {
			return false, err
		}
	}
	return sum == sha256, nil
}

func (a *applier) download(ctx context.Context, key string) (string, error) {
	return download(ctx, a.store, key, &a.buffers)
}

// download returns the hash of an object's bytes.
func download(ctx context.Context, store Store, key string, buffers *buffers) (string, error) {
	r, _, err := store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b := buffers.get()
	defer buffers.put(b)
	if _, err := b.copy(ctx, nil, r); err != nil {
		return "", err
	}
	return b.hex(), nil
}

func (a *applier) conflict(act *Action) error {
	reason := conflictForeign(act.File.Path)
	if act.Was != nil {
		reason = conflictReplaced(act.File.Path)
	}
	return &ConflictError{Key: act.File.Key, Paths: act.paths(), Reason: reason}
}
