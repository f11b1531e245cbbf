package sync_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// FuzzConverge: whatever the bucket, the manifest and the files are, a sync is
// followed by one that has nothing to do but what cannot be done, and nothing
// that was not ours is lost.
func FuzzConverge(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 250, 17, 99}, []byte{1, 2}, []byte{3}, false)
	f.Add([]byte("abcdefgh"), []byte("bxy"), []byte("ghi"), true)
	f.Fuzz(func(t *testing.T, local, recorded, foreign []byte, forget bool) {
		// A byte is a key (low bits), a path and a body (high bits).
		file := func(b byte) sync.File {
			return at(fmt.Sprintf("p%d", b>>5), storetest.File(fmt.Sprintf("k/%d", b&15), strings.Repeat("x", int(b>>6))+fmt.Sprint(b>>5&1)))
		}
		s := &storetest.Memory{Forget: forget}
		m := sync.NewManifest(s.Name())
		for _, b := range recorded {
			f := file(b)
			if _, err := s.Put(t.Context(), f, sync.Any); err != nil {
				t.Fatal(err)
			}
			m.Set(f.Entry())
		}
		for _, b := range foreign { // behind our back, also over what is ours
			f := file(b)
			s.Set(f.Key, fmt.Sprint("foreign ", b>>6))
		}
		seen := map[string]bool{}
		var files []sync.File
		for _, b := range local {
			if f := file(b); !seen[f.Path+f.Key] {
				seen[f.Path+f.Key] = true
				files = append(files, f)
			}
		}
		first, _ := syncOnce(t, s, files, m, sync.Policy{})
		state, err := sync.Survey(t.Context(), s, files, m, sync.SurveyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range sync.Diff(files, state, sync.Policy{}).Actions {
			_, failed := first.Failed[a.File.Key]
			if !failed && a.Kind != sync.Keep {
				t.Errorf("%s is to %s again: %s", a.File.Key, a.Kind, a.Reason)
			}
		}
		for _, b := range foreign {
			key := file(b).Key
			if e, ours := m.ByKey(key); ours && e.SHA256 == hash(fmt.Sprint("foreign ", b>>6)) {
				continue
			}
			if body, _ := s.Body(key); !strings.HasPrefix(body, "foreign") {
				t.Errorf("%s lost what was not ours and holds %q", key, body)
			}
		}
	})
}
