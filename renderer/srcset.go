package renderer

// A candidate is one image of a srcset: the span of its URL in the value.
type candidate struct{ start, end int }

// srcset splits a value into candidates as the HTML standard says, so that a
// comma inside a URL, such as in a data URI, belongs to it.
func srcset(v []byte, yield func(candidate)) {
	for i := 0; ; {
		for i < len(v) && (isSpace(v[i]) || v[i] == ',') {
			i++
		}
		if i >= len(v) {
			return
		}
		start := i
		for i < len(v) && !isSpace(v[i]) {
			i++
		}
		end := i
		for v[end-1] == ',' {
			end--
		}
		yield(candidate{start, end})
		if end == i { // descriptors, up to a comma that no parenthesis holds
			for depth := 0; i < len(v) && (v[i] != ',' || depth > 0); i++ {
				switch v[i] {
				case '(':
					depth++
				case ')':
					depth = max(0, depth-1)
				}
			}
		}
	}
}
