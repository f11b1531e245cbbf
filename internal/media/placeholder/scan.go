package placeholder

// scan reads the header of a scan (B.2.3) and, if it is one of means, these.
func (d *decoder) scan(n int) bool {
	j := &d.jpeg
	h := d.src.take(n)
	if !j.frame || len(h) < 4 || len(h) != 4+2*int(h[0]) || int(h[0]) > len(j.comps) || h[0] == 0 {
		return false
	}
	var comps [4]*component
	in := comps[:h[0]]
	for i := range in {
		if in[i] = j.component(h[1+2*i]); in[i] == nil {
			return false
		}
		in[i].dcTable, in[i].acTab = h[2+2*i]>>4, h[2+2*i]&15
	}
	first, refines, shift := h[len(h)-3], h[len(h)-1]>>4, h[len(h)-1]&15
	if j.progressive && (first != 0 || refines != 0) {
		return true // detail: the next marker is behind it
	}
	if !j.progressive {
		shift = 0
	}
	for _, c := range in {
		if c.dcTable > 3 || c.acTab > 3 || !j.dc[c.dcTable].known || !j.progressive && !j.ac[c.acTab].known || shift > 13 {
			return false
		}
	}
	return d.means(in, shift)
}

func (j *jpegDecoder) component(id byte) *component {
	for i := range j.comps {
		if j.comps[i].id == id {
			return &j.comps[i]
		}
	}
	return nil
}

// means reads the blocks of a scan (A.2): one by one, or, of several
// components, as many of each as make up a rectangle of pixels, the MCU.
func (d *decoder) means(in []*component, shift byte) bool {
	j := &d.jpeg
	across, down := in[0].blocksW, in[0].blocksH
	if len(in) > 1 {
		across = (j.w + 8*j.hMax - 1) / (8 * j.hMax)
		down = (j.h + 8*j.vMax - 1) / (8 * j.vMax)
	}
	j.bits = bitReader{src: &d.src}
	left := j.restart
	for my := range down {
		for mx := range across {
			if j.restart > 0 && left == 0 {
				if !d.restarted() {
					return false
				}
				left = j.restart
			} else if mx|my == 0 {
				j.forget()
			}
			left--
			if !d.mcu(in, mx, my, shift) {
				return false
			}
		}
	}
	for _, c := range in {
		c.done = true
	}
	return true
}

// restarted goes on behind a restart marker (F.2.1.3.1).
func (d *decoder) restarted() bool {
	marker, ok := d.src.marker()
	d.jpeg.bits = bitReader{src: &d.src}
	d.jpeg.forget()
	return ok && isRestart(marker)
}

func (j *jpegDecoder) forget() {
	for i := range j.comps {
		j.comps[i].last = 0
	}
}

func (d *decoder) mcu(in []*component, mx, my int, shift byte) bool {
	if len(in) == 1 {
		return d.block(in[0], mx, my, shift)
	}
	for _, c := range in {
		for v := range c.v {
			for h := range c.h {
				if !d.block(c, mx*c.h+h, my*c.v+v, shift) {
					return false
				}
			}
		}
	}
	return true
}

// block adds a block's mean to the grid and steps over its detail.
func (d *decoder) block(c *component, x, y int, shift byte) bool {
	j := &d.jpeg
	diff, ok := j.bits.difference(&j.dc[c.dcTable])
	if !ok {
		return false
	}
	c.last += diff
	if !j.progressive && !j.bits.stepOver(&j.ac[c.acTab]) {
		return false
	}
	if x >= c.blocksW || y >= c.blocksH {
		return true // fills up the MCU
	}
	v := byte(min(255, max(0, (int64(c.last)<<shift*int64(j.quant[c.quant])+4)>>3+128)))
	cell := y*d.grid.h/c.blocksH*d.grid.w + x*d.grid.w/c.blocksW
	if len(j.comps) == 1 {
		d.grid.addColor(cell, v, v, v)
		return true
	}
	d.grid.add(j.index(c), cell, v)
	return true
}

// index is the channel of a component.
func (j *jpegDecoder) index(c *component) int {
	for i := range j.comps {
		if &j.comps[i] == c {
			return i
		}
	}
	return 0
}
