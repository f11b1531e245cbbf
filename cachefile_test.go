package mdmedia

import (
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"testing"
	"time"
)

func sampleCache() *cache {
	c := &cache{}
	c.clear()
	c.epoch = "e"
	st := stamp{size: 5, mtime: -7, inode: 1 << 63}
	c.files["a/ü.png"] = &facts{stamp: st, sha256: "00ff", bytes: 4, ctype: "image/png", width: 3, height: 2, stripped: true, edited: true}
	c.posts["a.md"] = &memo{
		stamp: st, slug: "s", title: "T\n\"", summary: "x", out: "s/index.html", page: "s/index.html",
		date: time.Date(2022, 8, 18, 1, 2, 3, 4, time.FixedZone("", 3600)), draft: true, asked: true, diagrams: 1, refs: 2, remote: 3,
		uses: []memoUse{{"ü.png", 3, 1}}, links: []string{"b.md#x"}, checks: []string{"c.png"},
	}
	c.outputs["s/index.html"] = output{stamp: st, post: "a.md", sha256: "11", made: "\x00\xff"}
	return c
}

func TestCacheComesBack(t *testing.T) {
	want, got := sampleCache(), &cache{}
	if !got.decode(want.encode()) {
		t.Fatal("refused")
	}
	if !got.posts["a.md"].date.Equal(want.posts["a.md"].date) {
		t.Error(got.posts["a.md"].date)
	}
	got.posts["a.md"].date = want.posts["a.md"].date
	if !reflect.DeepEqual(got.posts, want.posts) || !reflect.DeepEqual(got.files, want.files) ||
		!reflect.DeepEqual(got.outputs, want.outputs) || got.epoch != want.epoch {
		t.Errorf("%+v", got)
	}
}

// A damaged file is refused, and nothing else happens.
func FuzzCacheFile(f *testing.F) {
	f.Add(sampleCache().encode(), true)
	f.Add([]byte(cacheVersion+"\x00\xff\xff\xff\xff\x0f"), true)
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		if sealed { // damage that the checksum does not see
			data = binary.LittleEndian.AppendUint32(data[:max(0, len(data)-4)], crc32.ChecksumIEEE(data[:max(0, len(data)-4)]))
		}
		c := &cache{}
		c.clear()
		if c.decode(data) {
			again := &cache{}
			if !again.decode(c.encode()) || len(again.posts) != len(c.posts) || len(again.files) != len(c.files) {
				t.Fatal("what was read is not what is written")
			}
		}
	})
}
