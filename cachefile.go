package mdmedia

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"time"
)

// cacheVersion begins the file, and changes with its format and its meaning.
const cacheVersion = "mdmedia cache 8\n"

// The file is the version, five tables, and a checksum. Numbers are varints,
// strings have their length before them: a site of a hundred thousand files is
// read in the time of a blink, and its strings share one block of memory.

func (c *cache) encode() []byte {
	e := encoder(make([]byte, 0, 160*(len(c.files)+len(c.outputs))+300*len(c.posts)))
	e = append(e, cacheVersion...)
	e.str(c.epoch)
	e.num(len(c.files))
	for name, f := range c.files {
		e.str(name)
		e.facts(f)
	}
	e.num(len(c.posts))
	for name, m := range c.posts {
		e.str(name)
		e.memo(m)
	}
	e.num(len(c.outputs))
	for name, o := range c.outputs {
		e.str(name)
		e.stamp(o.stamp)
		e.str(o.post)
		e.str(o.sha256)
		e.str(o.made)
	}
	e.str(c.settled)
	e.num(c.objects)
	e.stamp(c.plain)
	e.str(c.bucket)
	e.num(len(c.seen))
	for key, etag := range c.seen {
		e.str(key)
		e.str(etag)
	}
	return binary.LittleEndian.AppendUint32(e, crc32.ChecksumIEEE(e))
}

// wholeSum is the CRC-32 of anything that ends in its own CRC-32, low byte first:
// the residue of that code.
const wholeSum = 0x2144df1c

// readSummed returns a file's text, in one block of memory, with its checksum.
func readSummed(name string) (text string, sum uint32, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	var b strings.Builder
	if fi, err := f.Stat(); err == nil {
		b.Grow(int(fi.Size()))
	}
	h := crc32.NewIEEE()
	_, err = io.Copy(io.MultiWriter(&b, h), f)
	return b.String(), h.Sum32(), err
}

// decode reads the file's text, and reports whether it is a whole one of this
// version.
func (c *cache) decode(text string, sum uint32) bool {
	rest, ok := strings.CutPrefix(text, cacheVersion)
	if !ok || len(rest) < crc32.Size || sum != wholeSum {
		return false
	}
	d := decoder{s: rest[:len(rest)-crc32.Size]}
	c.epoch = d.str()
	n := d.count()
	c.files = make(map[string]*facts, n)
	for range n {
		c.files[d.str()] = d.facts()
	}
	n = d.count()
	c.posts = make(map[string]*memo, n)
	for range n {
		c.posts[d.str()] = d.memo()
	}
	n = d.count()
	c.outputs = make(map[string]output, n)
	for range n {
		c.outputs[d.str()] = output{stamp: d.stamp(), post: d.str(), sha256: d.str(), made: d.str()}
	}
	c.settled, c.objects, c.plain, c.bucket = d.str(), d.num(), d.stamp(), d.str()
	n = d.count()
	c.seen = make(map[string]string, n)
	for range n {
		c.seen[d.str()] = d.str()
	}
	return !d.bad && d.s == ""
}

type encoder []byte

func (e *encoder) num(n int)     { *e = binary.AppendVarint(*e, int64(n)) }
func (e *encoder) int64(n int64) { *e = binary.AppendVarint(*e, n) }
func (e *encoder) str(s string)  { e.num(len(s)); *e = append(*e, s...) }

func (e *encoder) bool(b bool) {
	n := 0
	if b {
		n = 1
	}
	e.num(n)
}

func (e *encoder) date(t time.Time) {
	text, _ := t.MarshalBinary() // fails for no date that can be parsed
	e.str(string(text))
}

func (e *encoder) stamp(st stamp) {
	e.int64(st.size)
	e.int64(st.mtime)
	e.int64(int64(st.inode))
}

func (e *encoder) facts(f *facts) {
	e.stamp(f.stamp)
	e.str(f.sha256)
	e.int64(f.bytes)
	e.str(f.ctype)
	e.num(f.width)
	e.num(f.height)
	e.bool(f.stripped)
	e.bool(f.edited)
}

func (e *encoder) memo(m *memo) {
	e.stamp(m.stamp)
	for _, s := range []string{m.slug, m.title, m.summary, m.out, m.page} {
		e.str(s)
	}
	e.date(m.date)
	e.bool(m.draft)
	e.bool(m.asked)
	e.num(m.diagrams)
	e.num(m.refs)
	e.num(m.remote)
	e.num(len(m.uses))
	for _, u := range m.uses {
		e.str(u.path)
		e.str(u.tx)
		e.int64(int64(u.line))
		e.int64(int64(u.col))
	}
	e.num(m.cover)
	e.num(len(m.links))
	for _, l := range m.links {
		e.str(l)
	}
	e.num(len(m.checks))
	for _, c := range m.checks {
		e.str(c)
	}
}

// A decoder reads what an encoder wrote. It is bad once something did not fit,
// and reads zeros from then on.
type decoder struct {
	s   string
	bad bool
}

func (d *decoder) int64() int64 {
	var buf [binary.MaxVarintLen64]byte
	n, size := binary.Varint(buf[:copy(buf[:], d.s)])
	if size <= 0 {
		d.bad, d.s = true, ""
		return 0
	}
	d.s = d.s[size:]
	return n
}

func (d *decoder) num() int   { return int(d.int64()) }
func (d *decoder) bool() bool { return d.int64() != 0 }

// count is the length of something that takes at least a byte for each part.
func (d *decoder) count() int {
	n := d.num()
	if n < 0 || n > len(d.s) {
		d.bad, d.s = true, ""
		return 0
	}
	return n
}

func (d *decoder) str() string {
	n := d.count()
	s := d.s[:n]
	d.s = d.s[n:]
	return s
}

func (d *decoder) stamp() stamp {
	return stamp{size: d.int64(), mtime: d.int64(), inode: uint64(d.int64())}
}

func (d *decoder) facts() *facts {
	return &facts{
		stamp: d.stamp(), sha256: d.str(), bytes: d.int64(), ctype: d.str(), width: d.num(), height: d.num(),
		stripped: d.bool(), edited: d.bool(),
	}
}

func (d *decoder) memo() *memo {
	m := &memo{stamp: d.stamp(), slug: d.str(), title: d.str(), summary: d.str(), out: d.str(), page: d.str()}
	date := d.str()
	d.bad = d.bad || m.date.UnmarshalBinary([]byte(date)) != nil
	m.draft, m.asked, m.diagrams, m.refs, m.remote = d.bool(), d.bool(), d.num(), d.num(), d.num()
	m.uses = make([]memoUse, d.count())
	for i := range m.uses {
		m.uses[i] = memoUse{path: d.str(), tx: d.str(), line: int32(d.int64()), col: int32(d.int64())}
	}
	if m.cover = d.num(); m.cover < 0 || m.cover > len(m.uses) {
		d.bad, m.cover = true, 0
	}
	m.links = d.strs()
	m.checks = d.strs()
	return m
}

func (d *decoder) strs() []string {
	n := d.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.str()
	}
	return list
}
