package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A viewport is a window and how many of its pixels are one of CSS.
type viewport struct {
	width, height int64
	ratio         float64
}

var (
	phone   = viewport{390, 844, 3}
	desktop = viewport{1440, 900, 1}
)

// loadAll scrolls through the page, so that lazy pictures are loaded, and
// returns how many pictures there are and how many pixels the chosen files have.
const loadAll = `(async () => {
	for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
		scrollTo(0, y);
		await new Promise((r) => setTimeout(r, 30));
	}
	const chosen = [];
	for (const img of document.images) {
		while (!img.complete || !img.currentSrc) await new Promise((r) => setTimeout(r, 20));
		if (!img.naturalWidth) throw new Error("cannot be shown: " + img.currentSrc);
		chosen.push(img.currentSrc);
	}
	let pixels = 0;
	for (const src of new Set(chosen)) {
		const own = new Image(); // without a srcset its size is that of the file
		own.src = src;
		await own.decode();
		pixels += own.naturalWidth * own.naturalHeight;
	}
	return { pictures: chosen.length, pixels };
})()`

// loaded is how many pixels of pictures a browser loads for all pages.
func (b *bench) loaded(ctx context.Context, base string, v viewport) (total int64, err error) {
	opts := chromedp.DefaultExecAllocatorOptions[:]
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(ctx, opts...)
	defer cancel()
	ctx, cancelTab := chromedp.NewContext(ctx)
	defer cancelTab()
	if err := chromedp.Run(ctx, chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.ratio))); err != nil {
		return 0, err
	}
	for n := range b.pages() {
		var got struct {
			Pictures int
			Pixels   int64
		}
		tctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
		err := chromedp.Run(tctx, chromedp.Navigate(base+"/"+page(n)+"/"),
			chromedp.Evaluate(loadAll, &got, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		cancel()
		if err == nil && got.Pictures != perPage {
			err = fmt.Errorf("%d pictures and not %d", got.Pictures, perPage)
		}
		if err != nil {
			return 0, fmt.Errorf("%s: %w", page(n), err)
		}
		total += got.Pixels
	}
	return total, nil
}
