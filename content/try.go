package content

// A Try is one look for the file that a path means.
type Try struct {
	// Place is where, Name the file looked for, from the root of the file
	// system; it begins with "../" if it would lie outside.
	Place Place
	Name  string
	// Reason is why it is not the file, 0 if it is.
	Reason Reason
}

// Explain returns every look that [Finder.Find] takes for a path, up to the one
// that finds the file.
func (f *Finder) Explain(post, p string) []Try {
	var tries []Try
	candidates := f.candidates(nil, post, p)
	for i, c := range candidates {
		_, reason := f.lookUp(c)
		if reason == noReason && f.ambiguous(candidates[i:]) != "" {
			reason = Ambiguous
		}
		tries = append(tries, Try{c.place, c.name, reason})
		if reason == noReason || reason == Ambiguous {
			break
		}
	}
	return tries
}
