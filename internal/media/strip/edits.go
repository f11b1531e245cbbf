package strip

import (
	"cmp"
	"io"
	"slices"
	"sort"
)

// An edit replaces the drop bytes at off by n bytes: data, or, where that is
// nil, n times fill. Long runs are not kept as bytes, because the edits of
// many photographs are held at once.
type edit struct {
	off, drop int64
	data      []byte
	n         int64
	fill      byte
}

// Edits turn a file into its cleaned form. They belong to the bytes that they
// were made for. They are safe for concurrent use.
type Edits struct {
	list   []edit  // ascending, not overlapping
	starts []int64 // where each edit's bytes begin in the cleaned file
	size   int64   // of the cleaned file
	source int64   // of the file
}

func newEdits(list []edit, size int64) *Edits {
	slices.SortFunc(list, func(a, b edit) int { return cmp.Compare(a.off, b.off) })
	list = apart(list)
	e := &Edits{list: list, starts: make([]int64, len(list)), size: size, source: size}
	shift := int64(0)
	for i, d := range list {
		e.starts[i] = d.off + shift
		shift += d.n - d.drop
	}
	e.size += shift
	return e
}

// apart cuts off what two edits both change, as a broken file makes them do:
// the first one stays.
func apart(list []edit) []edit {
	out, end := list[:0], int64(0)
	for _, d := range list {
		if cut := end - d.off; cut > 0 {
			if cut >= d.drop {
				continue
			}
			if d.n == d.drop {
				d.n -= cut
				d.data = d.data[min(cut, int64(len(d.data))):]
				if len(d.data) == 0 {
					d.data = nil
				}
			}
			d.off, d.drop = d.off+cut, d.drop-cut
		}
		out, end = append(out, d), d.off+d.drop
	}
	return out
}

// Size is the size of the cleaned file in bytes.
func (e *Edits) Size() int64 { return e.size }

// Reader returns the cleaned form of r, which is the file that the edits were
// made for. Parts of it can be read concurrently if those of r can.
func (e *Edits) Reader(r io.ReaderAt) *io.SectionReader {
	return io.NewSectionReader(patched{e, r}, 0, e.size)
}

type patched struct {
	*Edits
	r io.ReaderAt
}

// ReadAt fills p with alternating pieces of the file and of the edits.
func (e patched) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= e.size {
		return 0, io.EOF
	}
	// The last edit that begins at off or before it; -1: none.
	k := sort.Search(len(e.starts), func(i int) bool { return e.starts[i] > off }) - 1
	for n < len(p) && off < e.size {
		got, end := 0, e.size // of the piece
		if k+1 < len(e.list) {
			end = e.starts[k+1]
		}
		want := p[n:min(int64(len(p)), int64(n)+end-off)]
		switch {
		case len(want) == 0:
		case k >= 0 && off < e.starts[k]+e.list[k].n:
			got = e.list[k].read(want, off-e.starts[k])
		default:
			at := off
			if k >= 0 {
				at += e.list[k].off + e.list[k].drop - e.starts[k] - e.list[k].n
			}
			if got, err = e.r.ReadAt(want, at); got < len(want) {
				if err == nil || err == io.EOF {
					err = io.ErrUnexpectedEOF // the file has become shorter
				}
				return n + got, err
			}
			err = nil
		}
		n, off = n+got, off+int64(got)
		if off == end {
			k++
		}
	}
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}

// read copies the edit's bytes from i on to p.
func (d edit) read(p []byte, i int64) int {
	p = p[:min(int64(len(p)), d.n-i)]
	if d.data != nil {
		return copy(p, d.data[i:])
	}
	for k := range p {
		p[k] = d.fill
	}
	return len(p)
}

// A finder collects edits.
type finder struct {
	edits []edit
	// inPlace is set where the size must stay: inside another block.
	inPlace bool
}

const (
	minGap = 16 // equal bytes between two changes that make two edits of them
	minRun = 48 // one byte over and over that is kept as a count
)

// patch replaces old, which is at off, by as many bytes.
func (f *finder) patch(off int64, old, data []byte) {
	for i := 0; i < len(old); {
		if old[i] == data[i] {
			i++
			continue
		}
		end := i + 1
		for j := end; j < len(old) && j < end+minGap; j++ {
			if old[j] != data[j] {
				end = j + 1
			}
		}
		f.changed(off+int64(i), data[i:end])
		i = end
	}
}

// changed records a changed part, its runs apart.
func (f *finder) changed(off int64, data []byte) {
	from := 0
	for i := 0; i < len(data); {
		j := i + 1
		for j < len(data) && data[j] == data[i] {
			j++
		}
		if j-i >= minRun {
			f.replace(off+int64(from), int64(i-from), slices.Clone(data[from:i]))
			f.fill(off+int64(i), int64(j-i), data[i])
			from = j
		}
		i = j
	}
	f.replace(off+int64(from), int64(len(data)-from), slices.Clone(data[from:]))
}

// fill overwrites n bytes with c.
func (f *finder) fill(off, n int64, c byte) {
	if n > 0 {
		f.edits = append(f.edits, edit{off: off, drop: n, n: n, fill: c})
	}
}

// replace puts data in the place of drop bytes.
func (f *finder) replace(off, drop int64, data []byte) {
	if drop > 0 || len(data) > 0 {
		f.edits = append(f.edits, edit{off: off, drop: drop, data: data, n: int64(len(data))})
	}
}

// drop takes n bytes out, or blanks them where the size must stay.
func (f *finder) drop(off, n int64) {
	if f.inPlace {
		f.fill(off, n, 0)
		return
	}
	f.replace(off, n, nil)
}
