//go:build !linux

package main

// settle waits for the disk where the system offers that to everybody.
func settle() {}
