package localcloud

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"path"
)

// make has a derived asset made once, however many ask for it, and few at a
// time.
func (h *Handler) make(ctx context.Context, id string, derive func() (derived, error)) (derived, error) {
	for {
		if d, ok := h.store.get(id); ok {
			return d, nil
		}
		d, first, err := h.making.do(ctx, id, func() (derived, error) { return h.makeOne(ctx, id, derive) })
		gaveUp := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
		if first || !gaveUp || ctx.Err() != nil {
			return d, err
		}
		// Another one gave up, and this one did not.
	}
}

// makeOne makes a derived asset when it is its turn. A panic of a decoder is an
// error.
func (h *Handler) makeOne(ctx context.Context, id string, derive func() (derived, error)) (d derived, err error) {
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return derived{}, ctx.Err()
	}
	if d, ok := h.store.get(id); ok { // made between the first look and now
		return d, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("localcloud: a damaged picture: %v", p)
		}
	}()
	if d, err = derive(); err == nil {
		h.store.put(id, d)
	}
	return d, err
}

// derive makes a derived asset. Without data it is the original.
func (h *Handler) derive(ctx context.Context, o *Original, c candidate, t *transformation, accept string) (derived, error) {
	if isFrame(o.Type, t) {
		w, ht := filmSize(o, h.cfg.MaxOutput)
		return h.finish(frame(path.Base(c.key), t.offset, w, ht), source{ctype: "image/jpeg", film: true}, t, accept)
	}
	data, pixels, err := h.read(o)
	if err != nil {
		return derived{}, err
	}
	if animated(o.Type, data) {
		return derived{}, nil
	}
	if err := h.room.Acquire(ctx, pixels); err != nil {
		return derived{}, err
	}
	defer h.room.Release(pixels)
	img, err := decode(data)
	if err != nil {
		return derived{}, fmt.Errorf("localcloud: %w", err)
	}
	return h.finish(img, source{ctype: o.Type, size: len(data)}, t, accept)
}

// A source is what a picture comes from.
type source struct {
	ctype string
	size  int // of the file, in bytes
	film  bool
}

// finish does the steps and writes the result.
func (h *Handler) finish(img image.Image, from source, t *transformation, accept string) (derived, error) {
	back := ""
	for _, s := range t.steps {
		var err error
		if img, err = s.apply(img, h.cfg.MaxOutput); err != nil {
			return derived{}, err
		}
		back = s.background
	}
	out := t.outputType(from.ctype, accept, opaque(img))
	data, err := encode(img, out, t, from.ctype, back)
	if err == nil && !from.film && len(t.steps) == 0 && len(data) >= from.size &&
		(t.format == "" || t.format == "auto" || formats[t.format] == from.ctype) {
		return derived{}, nil // quality and format are to make it smaller
	}
	return derived{out, data}, err
}

// read reads an original that is not too large to be decoded, and says how many
// pixels it has.
func (h *Handler) read(o *Original) (data []byte, pixels int64, err error) {
	data, err = io.ReadAll(io.LimitReader(o, maxOriginal+1))
	if err != nil {
		return nil, 0, fmt.Errorf("localcloud: %w", err)
	}
	if len(data) > maxOriginal {
		return nil, 0, refusal("File size too large")
	}
	cfg, err := config(data)
	if err != nil {
		return nil, 0, fmt.Errorf("localcloud: %w", err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > h.cfg.MaxPixels/cfg.Height {
		return nil, 0, refusal(fmt.Sprintf("Image is too large to be shown in the preview: %d x %d pixels", cfg.Width, cfg.Height))
	}
	return data, int64(cfg.Width) * int64(cfg.Height), nil
}

// maxOriginal is the size of a file that is decoded, in bytes.
const maxOriginal = 128 << 20
