//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

// The scripts that need these are for Linux only.
func cmdAsNobody(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("only on Linux") }
func cmdFullDisk(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("only on Linux") }

func canMount() bool { return false }
