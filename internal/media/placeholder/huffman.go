package placeholder

import "encoding/binary"

// lookupBits is the length of the codes that are found in one step.
const lookupBits = 9

// A huffman is a table of codes (annex C). The entries of lookup are a code's
// length and, below it, its symbol; 0 stands for longer codes.
type huffman struct {
	known  bool
	counts [17]int // of the codes of each length, of which the rest is made
	lookup [1 << lookupBits]uint16
	// over is lookup for what follows the mean: how many bits to step over, and
	// how many coefficients those are.
	over    [1 << lookupBits]uint16
	symbols [256]byte
	// Of the codes of each length: the first one behind them, and what to add
	// to one for its place in symbols.
	end   [17]int32
	delta [17]int32
}

// huffmanTables reads the tables of a segment (B.2.4.2).
func (d *decoder) huffmanTables(n int) bool {
	for n > 0 {
		head := d.src.take(17)
		if n -= 17; head == nil || n < 0 || head[0]>>4 > 1 || head[0]&15 > 3 {
			return false
		}
		t := &d.jpeg.dc[head[0]&15]
		if head[0]>>4 == 1 {
			t = &d.jpeg.ac[head[0]&15]
		}
		var counts [17]int
		total := 0
		for i := 1; i <= 16; i++ {
			counts[i] = int(head[i])
			total += counts[i]
		}
		var symbols [256]byte
		if n -= total; total > 256 || n < 0 || !d.src.read(symbols[:total]) || !t.become(&counts, &symbols) {
			return false
		}
	}
	return true
}

// become makes the table of these codes, unless it is that already from the
// picture before: most have the tables of annex K.
func (t *huffman) become(counts *[17]int, symbols *[256]byte) bool {
	if t.counts == *counts && t.symbols == *symbols && t.end != [17]int32{} {
		t.known = true
		return true
	}
	t.counts, t.symbols = *counts, *symbols
	if !t.build(*counts) {
		t.end = [17]int32{} // it is no table
		return false
	}
	return true
}

// build makes the tables from the number of codes of each length.
func (t *huffman) build(counts [17]int) bool {
	clear(t.lookup[:])
	clear(t.over[:])
	code, k := 0, 0
	for length := 1; length <= 16; length++ {
		t.delta[length] = int32(k - code)
		for range counts[length] {
			if code >= 1<<length {
				return false // more codes than there are
			}
			if length <= lookupBits {
				t.enter(code<<(lookupBits-length), length, t.symbols[k])
			}
			code++
			k++
		}
		t.end[length] = int32(code)
		code <<= 1
	}
	t.known = true
	return true
}

// enter writes the entries of all bits that begin with a code.
func (t *huffman) enter(from, length int, symbol byte) {
	bits, steps := detail(symbol)
	for i := from; i < from+1<<(lookupBits-length); i++ {
		t.lookup[i] = uint16(length)<<8 | uint16(symbol)
		t.over[i] = uint16(length+bits)<<8 | uint16(steps)
	}
}

// detail is what a symbol of the detail stands for (F.1.2.2): bits that follow,
// and coefficients.
func detail(symbol byte) (bits, steps int) {
	run, size := int(symbol>>4), int(symbol&15)
	if size == 0 && run < 15 {
		return 0, 64 // the end of the block
	}
	return size, run + 1
}

// A bitReader gives out the bits of the pixels, up to a marker.
type bitReader struct {
	src    *source
	acc    uint64 // the next bits, from the top
	n      int    // how many there are
	padded int    // how many of them were made up behind the end
}

// fill sees to at least 32 bits.
func (r *bitReader) fill() {
	s := r.src
	for r.n < 32 {
		if s.n-s.i >= 4 && r.padded == 0 {
			v := binary.BigEndian.Uint32(s.buf[s.i:])
			if inv := ^v; (inv-0x01010101)&^inv&0x80808080 == 0 { // no byte is FF
				r.acc |= uint64(v) << (32 - r.n)
				r.n += 32
				s.i += 4
				return
			}
		}
		r.acc |= uint64(r.slow()) << (56 - r.n)
		r.n += 8
	}
}

// slow returns the next byte. FF 00 stands for FF; any other FF is a marker's,
// at which the source stays.
func (r *bitReader) slow() byte {
	if r.padded == 0 {
		b, ok := r.src.next()
		if !ok {
			r.padded += 8
			return 0
		}
		if b != 0xff {
			return b
		}
		if r.src.i == r.src.n {
			r.src.again() // so that the FF can be given back
		}
		if r.src.i < r.src.n && r.src.buf[r.src.i] == 0 {
			r.src.i++
			return b
		}
		r.src.i--
	}
	r.padded += 8
	return 0
}

// again reads on and keeps the byte that was given out last.
func (s *source) again() {
	s.at--
	if s.fill() {
		s.i = 1
	}
}

func (r *bitReader) drop(n int) {
	r.acc <<= n
	r.n -= n
}

// symbol returns the next one of a table.
func (r *bitReader) symbol(t *huffman) (byte, bool) {
	if e := t.lookup[r.acc>>(64-lookupBits)]; e != 0 {
		r.drop(int(e >> 8))
		return byte(e), true
	}
	for length := lookupBits + 1; length <= 16; length++ {
		if code := int32(r.acc >> (64 - length)); code < t.end[length] {
			i := code + t.delta[length]
			r.drop(length)
			return t.symbols[i&255], i >= 0
		}
	}
	return 0, false
}

// difference reads a mean's difference to the one before (F.2.2.1).
func (r *bitReader) difference(t *huffman) (int32, bool) {
	r.fill()
	size, ok := r.symbol(t)
	if !ok || size > 15 {
		return 0, false
	}
	if size == 0 {
		return 0, r.n >= r.padded
	}
	v := int32(r.acc >> (64 - size))
	r.drop(int(size))
	if v < 1<<(size-1) {
		v -= 1<<size - 1
	}
	return v, r.n >= r.padded
}

// stepOver reads to the end of a block's detail.
func (r *bitReader) stepOver(t *huffman) bool {
	for k := 1; k < 64; {
		r.fill()
		if e := t.over[r.acc>>(64-lookupBits)]; e != 0 {
			r.drop(int(e >> 8))
			k += int(e & 0xff)
			continue
		}
		symbol, ok := r.symbol(t)
		if !ok {
			return false
		}
		bits, steps := detail(symbol)
		r.drop(bits)
		k += steps
	}
	return r.n >= r.padded
}
