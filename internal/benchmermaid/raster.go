package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A raster makes pixels of SVG, in a page of a Chromium of its own.
type raster struct {
	ctx   context.Context
	close func()
}

func newRaster(ctx context.Context) (*raster, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(mermaid.FindBrowser()))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, endBrowser := chromedp.NewExecAllocator(ctx, opts...)
	ctx, endTab := chromedp.NewContext(ctx)
	r := &raster{ctx: ctx, close: func() { endTab(); endBrowser() }}
	if err := chromedp.Run(ctx, chromedp.Navigate("about:blank"), chromedp.EmulateViewport(1200, 800)); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// place shows an SVG in the size of its view box and returns that.
const place = `((svg, dark) => {
	document.body.style = "margin:0;background:" + (dark ? "#222" : "#fff");
	document.body.innerHTML = svg;
	const e = document.querySelector("svg"), { width, height } = e.viewBox.baseVal;
	e.style.cssText += ";max-width:none;display:block;width:" + width + "px;height:" + height + "px";
	return [Math.ceil(width), Math.ceil(height)];
})`

// mostSide bounds the pixels of a picture's side.
const mostSide = 4000

type pixels struct {
	image image.Image
	png   []byte
}

func (r *raster) draw(svg string, dark bool) (pixels, error) {
	var p pixels
	text, err := json.Marshal(svg)
	if err != nil {
		return p, err
	}
	var size [2]float64
	err = chromedp.Run(r.ctx, chromedp.Evaluate(fmt.Sprintf("%s(%s, %t)", place, text, dark), &size),
		chromedp.ActionFunc(func(ctx context.Context) error {
			clip := &page.Viewport{Width: min(max(size[0], 1), mostSide), Height: min(max(size[1], 1), mostSide), Scale: 1}
			p.png, err = page.CaptureScreenshot().WithClip(clip).WithCaptureBeyondViewport(true).Do(ctx)
			return err
		}))
	if err == nil {
		p.image, err = png.Decode(bytes.NewReader(p.png))
	}
	return p, err
}

// visible is how far a channel, of 255, must be off for a difference to be seen:
// the edges of shapes half a pixel apart are not.
const visible = 32

// differing is the share of the pixels that differ visibly; what only one picture
// has counts.
func differing(a, b image.Image) float64 {
	all := a.Bounds().Union(b.Bounds())
	both := a.Bounds().Intersect(b.Bounds())
	n := all.Dx()*all.Dy() - both.Dx()*both.Dy()
	for y := both.Min.Y; y < both.Max.Y; y++ {
		for x := both.Min.X; x < both.Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, bl2, _ := b.At(x, y).RGBA()
			if far(r, r2) || far(g, g2) || far(bl, bl2) {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, all.Dx()*all.Dy()))
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > visible*0x101 }
