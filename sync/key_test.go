package sync_test

import (
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

func TestCheckKey(t *testing.T) {
	long := strings.Repeat("é", 513)
	for key, want := range map[string]string{
		"a":                       "",
		"images/größe 1+1=2.png":  "",
		"a//b":                    "",
		"...":                     "",
		strings.Repeat("x", 1024): "",
		"":                        "the key is empty: give the file a name",
		long:                      strings.Repeat("é", 20) + "..." + strings.Repeat("é", 20) + ": the key is 1026 bytes long, S3 takes at most 1024: shorten the names of the file and its folders",
		"a\xffb":                  `"a\xffb": the key is not UTF-8: rename the file`,
		"a\tb":                    `"a\tb": the key has a control character: rename the file`,
		"a\u0085b":                `"a\u0085b": the key has a control character: rename the file`,
		"/a":                      "/a: the key begins with a slash: remove it from the key's pattern",
		"a/../b":                  `a/../b: the key has the segment "..": remove it from the key's pattern`,
		"./a":                     `./a: the key has the segment ".": remove it from the key's pattern`,
	} {
		got := ""
		if err := sync.CheckKey(key); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.30q: %q, want %q", key, got, want)
		}
	}
}
