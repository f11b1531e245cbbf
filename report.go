package mdmedia

import "time"

// A Report says what a run did, or would do.
type Report struct {
	// Posts is the number of posts looked at, Skipped how many of them were
	// left out as drafts or because their date is in the future.
	Posts   int `json:"posts"`
	Skipped int `json:"skipped"`

	// References counts the references to media in those posts: Resolved of
	// them are local files, Remote point to other hosts and are left alone,
	// Missed have no usable file.
	References int `json:"references"`
	Resolved   int `json:"resolved"`
	Remote     int `json:"remote"`
	Missed     int `json:"missed"`

	// Diagrams is the number of Mermaid diagrams.
	Diagrams int `json:"diagrams"`

	// Uploaded, Copied and Unchanged count objects, Bytes is what was sent.
	// Copied ones were made by the server of another object.
	Uploaded  int   `json:"uploaded"`
	Copied    int   `json:"copied,omitempty"`
	Unchanged int   `json:"unchanged"`
	Bytes     int64 `json:"bytes"`
	// Unpublished counts the files that pages show from this computer, because
	// a Watcher without Publish sends none.
	Unpublished int `json:"unpublished,omitempty"`
	// Deleted objects were needed by no post. Unused ones are not either, but
	// not for long enough to be deleted.
	Deleted int `json:"deleted,omitempty"`
	Unused  int `json:"unused,omitempty"`
	// Fetched counts the files that Pull and Adopt brought from the bucket,
	// whose bytes are then in Bytes.
	Fetched int `json:"fetched,omitempty"`

	// Written, Kept and Removed count files in the output folder: pages, the
	// index, and copies. Kept files had the right bytes already.
	Written int `json:"written"`
	Kept    int `json:"kept"`
	Removed int `json:"removed"`

	// Out is the output folder; empty where a command has none.
	Out string `json:"out,omitempty"`
	// DryRun is true where nothing was written or sent.
	DryRun bool `json:"dry_run,omitempty"`
	// Actions lists, for a dry run, each thing that would be done.
	Actions []Action `json:"actions,omitempty"`
	// Notes are lines for the person that are no problems.
	Notes []string `json:"notes,omitempty"`
	// Problems are sorted by file and position.
	Problems []Problem `json:"problems"`

	// Elapsed is the time of the whole run.
	Elapsed time.Duration `json:"-"`
	// Seconds is Elapsed in seconds.
	Seconds float64 `json:"seconds"`
}

// An Action is one step of a dry run.
type Action struct {
	// Do is upload, compare, copy, delete, fetch, write or remove.
	Do string `json:"do"`
	// What is the object's key or the output file.
	What string `json:"what"`
	// From is the local file or the post.
	From string `json:"from,omitempty"`
	// Why is the reason.
	Why string `json:"why,omitempty"`
}

// Failed reports whether a problem is an error: the command then exits with 1.
func (r *Report) Failed() bool { return r.Errors() > 0 }

// Errors counts the problems that are errors, not warnings.
func (r *Report) Errors() int {
	n := 0
	for _, p := range r.Problems {
		if p.Severity == Error {
			n++
		}
	}
	return n
}
