package sync

import (
	"context"
	"errors"
	"fmt"
)

// act carries out an action and reports whether the file was sent. Without an
// error the bucket holds its bytes.
func (a *applier) act(ctx context.Context, act *Action) (sent bool, err error) {
	switch act.Kind {
	case Record:
		return false, nil
	case Upload:
		return a.upload(ctx, act)
	case Compare:
		obj, err := a.store.Head(ctx, act.File.Key)
		if err != nil {
			return false, err
		}
		return false, a.compare(ctx, act, &obj)
	case Conflict:
		return false, &ConflictError{Key: act.File.Key, Paths: act.paths(), Reason: act.Reason}
	}
	return false, fmt.Errorf("%s: sync.Apply cannot %s", act.File.Key, act.Kind)
}

func (a *applier) upload(ctx context.Context, act *Action) (sent bool, err error) {
	condition := act.If
	if act.Was != nil {
		var there bool
		if condition, there, err = a.replace(ctx, act); err != nil || there {
			return false, err
		}
	}
	_, err = a.store.Put(ctx, act.File, condition)
	if !errors.Is(err, ErrCondition) {
		return err == nil, err
	}
	// Someone was here since the survey. With the same bytes that is fine.
	obj, err := a.store.Head(ctx, act.File.Key)
	if err != nil {
		return false, err
	}
	return false, a.compare(ctx, act, &obj)
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
	if obj.Size != act.File.Size {
		return a.conflict(act)
	}
	sum := obj.SHA256
	if sum == "" {
		var err error
		if sum, err = a.download(ctx, obj.Key); err != nil {
			return err
		}
	}
	if sum != act.File.SHA256 {
		return a.conflict(act)
	}
	return nil
}

// download returns the hash of an object's bytes.
func (a *applier) download(ctx context.Context, key string) (string, error) {
	r, _, err := a.store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b := a.buffers.get()
	defer a.buffers.put(b)
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
