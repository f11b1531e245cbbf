package sync

const (
	// copyAbove is the size in bytes from which on a copy is made. It takes
	// four requests where sending takes one, so it must save some bytes.
	copyAbove = 1 << 20
	// copyMost is the largest object that a server copies as a whole.
	copyMost = 5 << 30
)

// content identifies bytes.
type content struct {
	sha256 string
	size   int64
}

// planCopies turns uploads of bytes that the bucket has under another key, or
// gets by another upload of this plan, into copies. An object that only gets
// other attributes becomes a copy of itself.
func planCopies(plan *Plan, have *State) {
	wanted := map[content]string{} // the key to copy from, "": none yet
	for i := range plan.Actions {
		switch a := &plan.Actions[i]; {
		case !isCopyable(a):
		case a.Was != nil && a.Was.SHA256 == a.File.SHA256:
			a.Kind, a.From = Copy, a.File.Key
		default:
			wanted[content{a.File.SHA256, a.File.Size}] = ""
		}
	}
	if len(wanted) == 0 {
		return
	}
	replaced := replacedKeys(plan)
	for e := range have.Manifest.All() {
		c := content{e.SHA256, e.Size}
		if from, ok := wanted[c]; ok && from == "" && !replaced[e.Key] && !isGone(have, &e) {
			wanted[c] = e.Key
		}
	}
	for i := range plan.Actions {
		a := &plan.Actions[i]
		if !isCopyable(a) {
			continue
		}
		c := content{a.File.SHA256, a.File.Size}
		if from := wanted[c]; from != "" {
			a.Kind, a.From = Copy, from
			a.Reason += ", the bucket has these bytes as " + from
		} else {
			wanted[c] = a.File.Key
		}
	}
}

func isCopyable(a *Action) bool {
	return a.Kind == Upload && a.File.Size >= copyAbove && a.File.Size <= copyMost
}

// replacedKeys are those whose objects this plan writes.
func replacedKeys(plan *Plan) map[string]bool {
	keys := map[string]bool{}
	for i := range plan.Actions {
		if plan.Actions[i].Kind == Upload {
			keys[plan.Actions[i].File.Key] = true
		}
	}
	return keys
}

// isGone reports that the bucket was asked about the entry's object and does
// not hold it.
func isGone(have *State, e *Entry) bool {
	obj, asked := have.Objects[e.Key]
	return asked && (obj.Key == "" || obj.Size != e.Size || obj.SHA256 != "" && obj.SHA256 != e.SHA256)
}
