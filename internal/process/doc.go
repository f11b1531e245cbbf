// Package process tells whether another process is still there, so that what a
// killed one left behind can be removed, and what a living one uses cannot.
package process
