package mdmedia

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"
	"time"
	"unsafe"
)

// cacheVersion begins the file, and changes with its format and its meaning.
const cacheVersion = "mdmedia cache 13\n"

// The file is the version, and then batches, each of which adds to those before
// it or takes their place: the length, tables of what is known, and a checksum.
// Numbers are varints, strings have their length before them: a site of a
// hundred thousand files is read in the time of a blink, and its strings share
// one block of memory.

// whole encodes all that is known, as a file.
func (c *cache) whole() []byte {
	all := changes{
		files:   slices.Collect(maps.Keys(c.files)),
		posts:   slices.Collect(maps.Keys(c.posts)),
		outputs: slices.Collect(maps.Keys(c.outputs)),
	}
	return c.batch(cacheVersion, &all, c.seen)
}

// batch encodes, behind lead, what is known of some files, posts and outputs, and all of the
// rest. Without seen that stays as it was.
func (c *cache) batch(lead string, of *changes, seen map[string]string) []byte {
	// Somewhat more than most entries take: growing would need twice the memory.
	size := 1024 + 190*(len(of.files)+len(of.outputs)) + 330*len(of.posts)
	e := encoder(append(make([]byte, 0, size), lead...))
	head := len(lead)
	e = append(e, make([]byte, batchHead)...)
	e.str(c.epoch)
	e.num(len(of.files))
	for _, name := range of.files {
		e.str(name)
		e.facts(c.files[name])
	}
	e.num(len(of.posts))
	for _, name := range of.posts {
		e.str(name)
		e.memo(c.posts[name])
	}
	e.num(len(of.outputs))
	for _, name := range of.outputs {
		e.str(name)
		e.output(c.outputs[name])
	}
	e.str(c.settled)
	e.num(c.objects)
	e.stamp(c.plain)
	e.str(c.bucket)
	e.num(len(seen))
	for key, etag := range seen {
		e.str(key)
		e.str(etag)
	}
	body := e[head+batchHead:]
	binary.LittleEndian.PutUint32(e[head:], uint32(len(body)))
	binary.LittleEndian.PutUint32(e[head+4:], crc32.ChecksumIEEE(body))
	return e
}

// batchHead is the size of a batch's length and checksum.
const batchHead = 8

// decode reads a file, and reports whether it is one of this version. Whole is
// the size of its first batch, or 0 if one behind it is torn: a run was killed
// while it was added, and those before it are good. The strings share the file's
// memory.
func (c *cache) decode(file []byte) (whole int, ok bool) {
	rest, ok := bytes.CutPrefix(file, []byte(cacheVersion))
	for ok && (len(rest) > 0 || whole == 0) {
		text, after, sound := cutBatch(rest)
		if !sound {
			return 0, whole > 0
		}
		if rest, ok = after, c.add(text); whole == 0 {
			whole = len(file) - len(rest)
		}
	}
	return whole, ok
}

// cutBatch takes a batch from the front.
func cutBatch(data []byte) (text string, rest []byte, sound bool) {
	if len(data) < batchHead {
		return "", nil, false
	}
	size, sum := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[4:])
	if data = data[batchHead:]; uint64(len(data)) < uint64(size) || crc32.ChecksumIEEE(data[:size]) != sum {
		return "", nil, false
	}
	return unsafe.String(unsafe.SliceData(data), size), data[size:], true //nolint:gosec // nobody changes what was read
}

// add reads a batch, and reports whether it could be read to its end.
func (c *cache) add(batch string) bool {
	d := decoder{s: batch}
	if epoch := d.str(); epoch != c.epoch {
		c.epoch, c.posts = epoch, nil
	}
	n := d.count()
	c.files = sized(c.files, n)
	fs := make([]facts, n)
	for i := range fs {
		name := d.str()
		fs[i] = d.facts()
		c.files[name] = &fs[i]
	}
	n = d.count()
	c.posts = sized(c.posts, n)
	ms := make([]memo, n)
	for i := range ms {
		name := d.str()
		d.memo(&ms[i])
		c.posts[name] = &ms[i]
	}
	n = d.count()
	c.outputs = sized(c.outputs, n)
	for range n {
		c.outputs[d.str()] = d.output()
	}
	c.settled, c.objects, c.plain, c.bucket = d.str(), d.num(), d.stamp(), d.str()
	if n = d.count(); n > 0 {
		c.seen = make(map[string]string, n)
		for range n {
			c.seen[d.str()] = d.str()
		}
	}
	return !d.bad && d.s == ""
}

// sized is m, or a map with room for n if m is empty.
func sized[V any](m map[string]V, n int) map[string]V {
	if len(m) == 0 {
		return make(map[string]V, n)
	}
	return m
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
	e.bool(f.animated)
	e.bool(f.alpha)
	e.int64(int64(f.duration))
	e.str(f.color)
	e.str(f.thumb)
	e.num(int(f.looked))
}

func (e *encoder) output(o output) {
	e.stamp(o.stamp)
	e.str(o.post)
	e.str(o.sha256)
	e.str(o.made)
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
		e.bool(u.embellished)
		e.bool(u.named)
	}
	e.num(m.cover)
	e.str(m.coverURL)
	e.num(len(m.links))
	for _, l := range m.links {
		e.str(l)
	}
	e.num(len(m.checks))
	for _, c := range m.checks {
		e.str(c)
	}
	e.num(len(m.remarks))
	for _, re := range m.remarks {
		e.int64(int64(re.line))
		e.int64(int64(re.col))
		e.str(re.msg)
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

func (d *decoder) facts() facts {
	return facts{
		stamp: d.stamp(), sha256: d.str(), bytes: d.int64(), ctype: d.str(), width: d.num(), height: d.num(),
		stripped: d.bool(), edited: d.bool(), animated: d.bool(), alpha: d.bool(), duration: time.Duration(d.int64()),
		color: d.str(), thumb: d.str(), looked: look(d.num()),
	}
}

func (d *decoder) output() output {
	return output{stamp: d.stamp(), post: d.str(), sha256: d.str(), made: d.str()}
}

func (d *decoder) memo(m *memo) {
	*m = memo{stamp: d.stamp(), slug: d.str(), title: d.str(), summary: d.str(), out: d.str(), page: d.str()}
	date := d.str()
	d.bad = d.bad || m.date.UnmarshalBinary([]byte(date)) != nil
	m.draft, m.asked, m.diagrams, m.refs, m.remote = d.bool(), d.bool(), d.num(), d.num(), d.num()
	m.uses = make([]memoUse, d.count())
	for i := range m.uses {
		m.uses[i] = memoUse{path: d.str(), tx: d.str(), line: int32(d.int64()), col: int32(d.int64()), embellished: d.bool(), named: d.bool()}
	}
	if m.cover = d.num(); m.cover < 0 || m.cover > len(m.uses) {
		d.bad, m.cover = true, 0
	}
	m.coverURL = d.str()
	m.links = d.strs()
	m.checks = d.strs()
	if n := d.count(); n > 0 {
		m.remarks = make([]remark, n)
		for i := range m.remarks {
			m.remarks[i] = remark{line: int32(d.int64()), col: int32(d.int64()), msg: d.str()}
		}
	}
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
