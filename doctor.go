package mdmedia

import (
	"context"
	"net/http"
	"path"
	"slices"
	"time"
)

// A Finding is what Doctor has to say about one thing: whether it is right, and
// if not, what to do.
type Finding struct {
	// About is the thing, such as "bucket".
	About string `json:"about"`
	// State is "ok", "wrong", or "note" for what may be meant so or could not be
	// looked at.
	State string `json:"state"`
	// Message is one line.
	Message string `json:"message"`
}

// The states of a Finding.
const (
	OK    = "ok"
	Wrong = "wrong"
	Note  = "note"
)

// DoctorOptions say how Doctor works.
type DoctorOptions struct {
	// Client asks for a delivery URL. Nil: one that gives up after 20 seconds.
	Client *http.Client
}

// Doctor checks a site and its accounts. The network is used only where a bucket
// or a delivery is configured; one small object is written to the bucket, read,
// and deleted. The error is for what ended the check, such as Ctrl-C.
func (s *Site) Doctor(ctx context.Context, o DoctorOptions) ([]Finding, error) {
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 20 * time.Second}
	}
	d := &doctor{site: s, client: o.Client}
	for _, check := range []func(context.Context){d.posts, d.hugo, d.diagrams, d.git, d.bucket, d.delivery} {
		if check(ctx); ctx.Err() != nil {
			return d.findings, ctx.Err()
		}
	}
	return d.findings, nil
}

type doctor struct {
	site      *Site
	client    *http.Client
	originals []string // pictures that Hugo publishes, too
	findings  []Finding
}

func (d *doctor) say(about, state, message string) {
	d.findings = append(d.findings, Finding{about, state, message})
}

// either says that something is right, or what is wrong with it.
func (d *doctor) either(about string, err error, right string) bool {
	if err != nil {
		d.say(about, Wrong, oneLine(err))
		return false
	}
	d.say(about, OK, right)
	return true
}

// posts looks at what check reports, in one line.
func (d *doctor) posts(ctx context.Context) {
	r, names, err := d.site.scanner(ctx, nil, false)
	if err == nil {
		defer r.close()
		r.drafts, r.future = true, true
		err = r.scan(ctx, names)
	}
	if err != nil {
		d.say("posts", Wrong, oneLine(err))
		return
	}
	r.fill()
	found := plural(len(names), "post") + " below " + d.site.display(d.site.cfg.Content)
	switch n := r.report.Errors(); {
	case len(names) == 0:
		d.say("posts", Wrong, "no posts below "+d.site.display(d.site.cfg.Content)+": set content in "+ConfigFile)
	case n > 0:
		d.say("posts", Wrong, found+" with "+plural(n, "problem")+": run mdmedia check")
	default:
		d.say("posts", OK, found+", "+plural(int(r.resolved.Load()), "local reference"))
	}
	for _, p := range r.pages {
		for _, u := range p.uses {
			if name := u.object.asset.name; isLeafBundle(p.name) && path.Dir(name) == path.Dir(p.name) && !slices.Contains(d.originals, name) && d.publishes(p.name) {
				d.originals = append(d.originals, name)
			}
		}
	}
}
