package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A tab is a page in a real browser that says when a word appears in it.
type tab struct {
	ctx    context.Context
	close  func()
	events chan string
}

// observer tells, through the function told, each word that appears: "saved-1",
// "img new-1.png" for a picture of that name, and "new-1.png" for a problem
// about it. The server's own way to update the page is left as it is.
const observer = `(() => {
	const said = new Set();
	const tell = (word) => { if (!said.has(word)) { said.add(word); told(word); } };
	const look = () => {
		if (!document.body) return;
		for (const m of document.body.textContent.matchAll(/saved-\d+/g)) tell(m[0]);
		for (const e of document.images) for (const m of e.src.matchAll(/new-\d+\.png/g)) tell("img " + m[0]);
		const over = document.querySelector("mdmedia-problems");
		if (over) for (const m of over.shadowRoot.textContent.matchAll(/new-\d+\.png/g)) tell(m[0]);
	};
	new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
	look();
})()`

func openTab(ctx context.Context, url string) (*tab, error) {
	opts := chromedp.DefaultExecAllocatorOptions[:]
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, opts...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	t := &tab{ctx: ctx, events: make(chan string, 1000), close: func() { cancelTab(); cancelBrowser() }}
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventBindingCalled); ok {
			t.events <- e.Payload
		}
	})
	err := chromedp.Run(ctx, runtime.AddBinding("told"), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(observer).Do(ctx)
		return err
	}), chromedp.Navigate(url))
	return t, err
}

// shows does something and returns how long it took until the word was in the
// page.
func (t *tab) shows(word string, do func() error) (time.Duration, error) {
	began := time.Now()
	if err := do(); err != nil {
		return 0, err
	}
	late := time.After(time.Minute)
	for {
		select {
		case got := <-t.events:
			if strings.TrimSpace(got) == word {
				return time.Since(began), nil
			}
		case <-late:
			return 0, fmt.Errorf("the page never had %q", word)
		}
	}
}
