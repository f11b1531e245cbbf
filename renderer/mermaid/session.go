package mermaid

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
	"go.abhg.dev/goldmark/mermaid/mermaidcdp"
)

// A session is a running browser with Mermaid loaded.
type session struct {
	compiler *mermaidcdp.Compiler
	profile  string // the browser's folder, ours to remove
}

func startSession(o BrowserOptions) (*session, error) {
	script := o.Script
	if len(script) == 0 {
		var err error
		if script, err = os.ReadFile(o.ScriptPath); err != nil {
			return nil, fmt.Errorf("mermaid: reading Mermaid's script: %w", err)
		}
	}
	profile, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		return nil, fmt.Errorf("mermaid: making a folder for the browser: %w", err)
	}
	s := &session{profile: profile}
	s.compiler, err = launch(o, profile, string(script)+"\n"+browserJS+"();")
	if err != nil {
		_ = s.removeProfile()
		return nil, startError(err, o.NoSandbox)
	}
	return s, nil
}

// maxSocketDir is how long the path of the browser's temporary folder may be:
// it makes a socket in a folder of its own there, and the path of a socket has
// at most 104 or 108 bytes.
const maxSocketDir = 59

var launching sync.Mutex

// launch starts the browser through mermaidcdp. That package has no option for
// the program to start nor for its folder, and takes both from the defaults of
// chromedp; so for the length of one start the first default also sets ours.
func launch(o BrowserOptions, profile, script string) (*mermaidcdp.Compiler, error) {
	launching.Lock()
	defer launching.Unlock()
	first := &chromedp.DefaultExecAllocatorOptions[0]
	saved := *first
	defer func() { *first = saved }()
	*first = func(a *chromedp.ExecAllocator) {
		saved(a)
		chromedp.ExecPath(o.ExecPath)(a)
		chromedp.UserDataDir(profile)(a)
		if len(profile) < maxSocketDir {
			// Where a killed browser leaves things, they go with the folder.
			chromedp.Env("TMPDIR=" + profile)(a)
		}
		// Said either way: chromedp drops the sandbox by itself for root.
		chromedp.Flag("no-sandbox", o.NoSandbox)(a)
	}
	return mermaidcdp.New(&mermaidcdp.Config{JSSource: script, NoSandbox: o.NoSandbox})
}

// startError makes one line of a browser's log. Of that log the end may be
// missing, so root without permission to go without the sandbox is told what
// it surely was.
func startError(err error, noSandbox bool) error {
	text := err.Error()
	sandbox := strings.Contains(strings.ToLower(text), "no usable sandbox") || strings.Contains(text, "--no-sandbox")
	if !noSandbox && (sandbox || os.Getuid() == 0) {
		return errors.New("mermaid: the browser did not start because its sandbox cannot work here (as root, or in this container): run as another user, or set no_sandbox")
	}
	return fmt.Errorf("mermaid: the browser did not start: %s", oneLine(text))
}

// stop ends the browser, waits until it is gone, and removes its folder.
func (s *session) stop() error {
	done := make(chan struct{})
	go func() {
		// Its error says only that the browser was gone already.
		_ = s.compiler.Close()
		close(done)
	}()
	select {
	case <-done:
		return s.removeProfile()
	case <-time.After(stopLimit):
		return fmt.Errorf("mermaid: the browser does not end: end it yourself and remove %s", s.profile)
	}
}

// removeProfile tries again for a moment, because the browser's helpers, which
// end a little after it, may still be writing.
func (s *session) removeProfile() error {
	var err error
	for wait := time.Millisecond; wait < 2*time.Second; wait *= 2 {
		if err = os.RemoveAll(s.profile); err == nil {
			return nil
		}
		<-time.After(wait)
	}
	return fmt.Errorf("mermaid: removing the browser's folder: %w", err)
}
