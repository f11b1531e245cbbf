package mdmedia

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"
)

func sampleCache() *cache {
	c := &cache{}
	c.clear()
	c.epoch, c.settled, c.objects, c.bucket, c.seen = "e", "s", 3, "s3://b", map[string]string{"k": "etag"}
	c.plain = stamp{size: 1}
	st := stamp{size: 5, mtime: -7, inode: 1 << 63}
	c.files["a/ü.png"] = &facts{stamp: st, sha256: "00ff", bytes: 4, ctype: "image/png", width: 3, height: 2, stripped: true, edited: true,
		animated: true, alpha: true, duration: 90 * time.Second, color: "#a0b1c2", thumb: "1QcSHQRnh493V4dIh4eXh1h4kJUI", looked: lookBlur}
	c.posts["a.md"] = &memo{
		stamp: st, slug: "s", title: "T\n\"", summary: "x", out: "s/index.html", page: "s/index.html",
		date: time.Date(2022, 8, 18, 1, 2, 3, 4, time.FixedZone("", 3600)), draft: true, asked: true, diagrams: 1, refs: 2, remote: 3,
		uses: []memoUse{{"ü.png", "w_5\n", 3, 1, true, true}}, cover: 1, links: []string{"b.md#x"}, checks: []string{"c.png"},
	}
	c.outputs["s/index.html"] = output{stamp: st, post: "a.md", sha256: "11", made: "\x00\xff"}
	return c
}

func TestCacheComesBack(t *testing.T) {
	want, got := sampleCache(), &cache{}
	data := want.whole()
	if whole, ok := got.decode(data); !ok || whole != len(data) {
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

// What changed is added to the file, which is written anew only when most of it
// is of the past, or when another process wrote it.
func TestCacheGrows(t *testing.T) {
	dir := t.TempDir()
	reopened := func() *cache {
		c := openCache(dir, "site", "out")
		c.mu.Lock()
		defer c.mu.Unlock()
		return c
	}
	c := reopened()
	for i := range 100 {
		c.setOutput(strconv.Itoa(i), output{made: "first"})
	}
	c.save()
	c.setSeen("s3://b", map[string]string{"k": "etag"})
	c.save()
	whole := c.disk.whole
	c.setOutput("7", output{made: "second"})
	c.save()
	if grown := c.disk.size - whole; grown <= 0 || grown > 100 {
		t.Errorf("one change made the file of %d bytes grow by %d", whole, grown)
	}
	again := reopened()
	if o, _ := again.output("7"); o.made != "second" || len(again.outputs) != 100 || again.seen["k"] != "etag" || again.disk != c.disk {
		t.Errorf("read again: %+v", again)
	}

	again.setOutput("7", output{made: "third"})
	again.save()
	c.setOutput("8", output{made: "fourth"})
	c.save() // the file is not as c left it
	if c.disk.size != c.disk.whole {
		t.Error("something was added to the file of another process")
	}
	for i := range 1000 {
		c.setOutput("7", output{made: strconv.Itoa(i)})
		c.save()
	}
	if c.disk.size > 2*c.disk.whole {
		t.Errorf("%d bytes, of which %d are needed", c.disk.size, c.disk.whole)
	}
	c.setOutput("8", output{made: "torn"})
	c.save()
	if err := os.Truncate(c.path, c.disk.size-1); err != nil {
		t.Fatal(err)
	}
	again = reopened()
	if o, _ := again.output("8"); o.made != "fourth" || len(again.outputs) != 100 || again.disk.whole != 0 {
		t.Errorf("torn: %+v", again)
	}
}

// A damaged file is refused, and nothing else happens.
func FuzzCacheFile(f *testing.F) {
	f.Add(sampleCache().whole(), true)
	f.Add(append(sampleCache().whole(), sampleCache().batch("", &changes{posts: []string{"a.md"}}, nil)...), false)
	f.Add([]byte(cacheVersion+"12345678\x00\xff\xff\xff\xff\x0f"), true)
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		if head := len(cacheVersion); sealed && len(data) > head+batchHead { // damage that the checksum does not see
			binary.LittleEndian.PutUint32(data[head:], uint32(len(data)-head-batchHead))
			binary.LittleEndian.PutUint32(data[head+4:], crc32.ChecksumIEEE(data[head+batchHead:]))
		}
		c := &cache{}
		c.clear()
		if _, ok := c.decode(data); ok {
			again := &cache{}
			if _, ok := again.decode(c.whole()); !ok || len(again.posts) != len(c.posts) || len(again.files) != len(c.files) {
				t.Fatal("what was read is not what is written")
			}
		}
	})
}
