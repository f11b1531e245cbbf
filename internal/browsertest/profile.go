// Package browsertest helps tests that run a browser.
package browsertest

import (
	"os"
	"testing"
	"time"
)

// patience is how long helpers of a browser may go on writing after its end.
const patience = 20 * time.Second

// Profile returns a folder for a browser's profile, which is removed after the
// test: not at the first try, as t.TempDir wants it, since the browser's helpers
// end a little after it.
func Profile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		late := time.After(patience)
		for {
			err := os.RemoveAll(dir)
			if err == nil {
				return
			}
			select {
			case <-late:
				t.Error(err)
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	return dir
}
