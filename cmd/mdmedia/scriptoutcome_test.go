package main

import (
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// build runs mdmedia build for the site in the folder SITE, into public.
func (f *faults) build(ts *testscript.TestScript) error {
	if site := ts.Getenv("SITE"); site != "" {
		return ts.Exec("mdmedia", "build", "--config", site+"/mdmedia.yaml", "--out", "public")
	}
	return ts.Exec("mdmedia", "build")
}

func (f *faults) look(ts *testscript.TestScript) *outcome {
	o, err := look(f.server, ts.Getenv("BUCKET"), ts.MkAbs("."), ts.Getenv("SITE"))
	ts.Check(err)
	return o
}

func (f *faults) wipe(ts *testscript.TestScript) {
	ts.Check(wipe(f.server, ts.Getenv("BUCKET"), ts.MkAbs("."), ts.Getenv("SITE")))
}

// cmdWanted builds the site without faults, remembers the outcome, and removes
// everything again: wanted.
func cmdWanted(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	if neg || len(args) > 0 {
		ts.Fatalf("usage: wanted")
	}
	cmdFault(ts, false, nil)
	ts.Check(f.build(ts))
	f.want = f.look(ts)
	f.wipe(ts)
}

// cmdTruthful looks whether every published page is whole and every object that
// it names is in the bucket with the right bytes: truthful.
func cmdTruthful(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	if neg || len(args) > 0 || f.want == nil {
		ts.Fatalf("usage: truthful, after wanted")
	}
	missing, err := f.look(ts).lies(ts.MkAbs("."), f.want.objects)
	ts.Check(err)
	if len(missing) > 0 {
		ts.Fatalf("%s", strings.Join(missing, "\n"))
	}
}

// cmdConverged is truthful, then builds without faults, looks whether the
// outcome is the wanted one, whether another build asks nothing, and whether
// anything was left over, and then removes everything for the next fault:
// converged.
func cmdConverged(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	cmdTruthful(ts, neg, args)
	cmdFault(ts, false, nil)
	ts.Check(f.build(ts))
	got := f.look(ts)
	if d := got.diff(f.want); d != "" {
		ts.Fatalf("not the outcome of a clean build:\n%s", d)
	}
	if len(got.uploads) > 0 {
		ts.Fatalf("uploads were left over: %v", got.uploads)
	}
	f.proxy.Forget()
	ts.Check(f.build(ts))
	cmdFaultCount(ts, false, []string{"0"})
	f.wipe(ts)
}
