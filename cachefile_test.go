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
	c.epoch, c.settled, c.objects, c.bucket, c.seen = "e", "s", 3, "s3://b", map[string]string{"k": "etag"}
	c.plain = stamp{size: 1}
	st := stamp{size: 5, mtime: -7, inode: 1 << 63}
	c.files["a/ü.png"] = &facts{stamp: st, sha256: "00ff", bytes: 4, ctype: "image/png", width: 3, height: 2, stripped: true, edited: true}
	c.posts["a.md"] = &memo{
		stamp: st, slug: "s", title: "T\n\"", summary: "x", out: "s/index.html", page: "s/index.html",
		date: time.Date(2022, 8, 18, 1, 2, 3, 4, time.FixedZone("", 3600)), draft: true, asked: true, diagrams: 1, refs: 2, remote: 3,
		uses: []memoUse{{"ü.png", "w_5\n", 3, 1}}, cover: 1, links: []string{"b.md#x"}, checks: []string{"c.png"},
	}
	c.outputs["s/index.html"] = output{stamp: st, post: "a.md", sha256: "11", made: "\x00\xff"}
	return c
}

func summed(data []byte) (string, uint32) { return string(data), crc32.ChecksumIEEE(data) }

func TestCacheComesBack(t *testing.T) {
	want, got := sampleCache(), &cache{}
	if !got.decode(summed(want.encode())) {
		t.Fatal("refused")
	}
	if !got.posts["a.md"].date.Equal(want.posts["a.md"].date) {
		t.Error(got.posts["a.md"].date)
	}
	got.posts["a.md"].date = want.posts["a.md"].date
	if !reflect.DeepEqual(got.posts, want.posts) || !reflect.DeepEqual(got.files, want.files) ||
		!reflect.DeepEqual(got.outputs, want.outputs) || got.epoch != want.epoch ||
		got.settled != "s" || got.objects != 3 || got.plain != want.plain || got.bucket != "s3://b" || got.seen["k"] != "etag" {
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
		if c.decode(summed(data)) {
			again := &cache{}
			if !again.decode(summed(c.encode())) || len(again.posts) != len(c.posts) || len(again.files) != len(c.files) {
				t.Fatal("what was read is not what is written")
			}
		}
	})
}
