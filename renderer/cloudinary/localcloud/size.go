package localcloud

// Size returns the size of what a transformation makes of a picture of w by h
// pixels: the answer to a request without the request. A transformation with
// parameters whose effect is not known here (a named one, a layer, a variable)
// gives ok false; an error is what Cloudinary would say.
func Size(transform string, w, h int) (rw, rh int, ok bool, err error) {
	t, err := parseTransform(transform)
	if err != nil {
		return 0, 0, false, err
	}
	for i := range t.steps {
		s := &t.steps[i]
		size := s.plan(w, h).size()
		w, h = size.X, size.Y
		if s.turn%180 != 0 {
			w, h = h, w
		}
	}
	return w, h, len(t.ignored) == 0, nil
}
