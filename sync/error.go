package sync

import (
	"fmt"
	"strings"
)

// A StoreError is a failure of a store, as one line that says what is wrong
// and what to do about it.
type StoreError struct {
	// Store is the store's Name.
	Store string
	// Op is the method: "head", "list", "get", "put" or "delete".
	Op string
	// Key is the object's. Empty where the error is not about one object.
	Key string
	// Code is the server's or our own word for the error, such as
	// "AccessDenied". Empty: none.
	Code string
	// Msg is the message without store and key.
	Msg string
	// Fatal says that every other request would fail in the same way, so that
	// it is no use to go on.
	Fatal bool
	// Err is the cause. It may be nil. It is not part of the message because
	// it may be long, and nobody has checked it for secrets.
	Err error
}

// Error returns "store: key: message", without the key if the error is fatal.
func (e *StoreError) Error() string {
	if e.Fatal || e.Key == "" {
		return e.Store + ": " + e.Msg
	}
	return e.Store + ": " + e.Key + ": " + e.Msg
}

// Unwrap returns the cause.
func (e *StoreError) Unwrap() error { return e.Err }

// The codes of errors that this package finds by itself.
const (
	codeAccessDenied  = "AccessDenied"
	codeNoCredentials = "NoCredentials"
	codeUnreachable   = "Unreachable"
	codeNoAnswer      = "NoAnswer"
	codeNoSpace       = "NoSpace"
	codeNotS3         = "NotS3"
	codeBroken        = "ConnectionReset"
)

// A ConflictError says that a key cannot hold a file, because other bytes have
// it already: another local file's, or an object's that is not ours.
type ConflictError struct {
	Key string
	// Paths are the local files that want the key, sorted.
	Paths []string
	// Reason says whose the other bytes are and what to do.
	Reason string
}

// Error returns "key: reason".
func (e *ConflictError) Error() string { return e.Key + ": " + e.Reason }

// conflictTwo is the reason where local files differ under one key.
func conflictTwo(paths []string) string {
	return fmt.Sprintf("%d different files get this key, %s: rename one or use a key pattern that tells them apart",
		len(paths), strings.Join(paths, " and "))
}

// conflictForeign is the reason where the bucket holds bytes that the manifest
// does not call ours.
func conflictForeign(path string) string {
	return "the bucket holds other bytes under this key, which the manifest does not call ours: rename " +
		path + " or remove the object"
}

// conflictReplaced is the reason where an object of ours was replaced.
func conflictReplaced(path string) string {
	return "someone else changed the object since it was recorded: take over their manifest before uploading " +
		path + ", or remove the object"
}

// conflictDelete is the reason where an object that is to be deleted was
// replaced.
const conflictDelete = "someone else changed the object since it was recorded, so it is not deleted: " +
	"delete it by hand, or take its line out of the manifest"
