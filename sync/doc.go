// Package sync makes a bucket hold a set of local files, and remembers in a
// small text file, the manifest, what it holds.
//
//	files ──┐
//	        ├─> Survey ──> State ──> Diff (pure) ──> Plan ──> Apply ──> bucket
//	manifest┘                                                   └────> entries for the manifest
//
// [Survey] asks the store only about keys that the manifest does not know:
// where nothing changed there is no request at all. [Diff] compares without
// any I/O and gives every action a reason, so printing the [Plan] is the dry
// run. [Apply] uploads many at once and returns what to record, and
// which keys failed, so that pages that need those can be held back.
//
// Nothing is overwritten in silence. A key that exists with other bytes is a
// conflict unless the manifest calls it ours, and writes are conditional on
// what was seen (If-None-Match, If-Match), so two machines that sync at the
// same time end up as if one had waited for the other. Bytes that are already
// there are not sent again, manifest or not: objects carry the SHA-256 of
// their bytes in their metadata, and one that has none is downloaded once and
// compared. An ETag is never taken for a hash, because that of a multipart or
// an encrypted object is not one.
//
// # Stores
//
// A [Store] is a flat map from keys to bytes: [Folder] on disk, [S3] for
// Amazon S3 and every server that speaks its protocol. This is the contract
// that they keep and that package storetest checks; a store of your own that
// passes it works with everything here.
//
//   - All methods may be called from several goroutines at once.
//   - Making a store does no I/O: no request, no look-up of credentials, no
//     folder. That waits for the first method that needs it.
//   - Name identifies the store in messages and in the manifest. It is the
//     same on every machine and holds no secret.
//   - A key is refused by every method, before any I/O, if [CheckKey] refuses
//     it. A store may refuse more keys.
//   - Put is atomic: readers see the old object or the new one, complete,
//     never a part, also when the process is killed. It fails with
//     [ErrChanged] and stores nothing if the bytes that File.Open yields do
//     not have File.SHA256 and File.Size.
//   - Put with [IfAbsent] fails with [ErrCondition] if there is an object, and
//     of several at once exactly one succeeds. With [IfMatch] it fails with
//     [ErrCondition] if the object is gone or its ETag is another one.
//   - Head and Get of a key without an object fail with [ErrNotFound]. Each
//     change of an object's bytes changes its ETag.
//   - List yields every object whose key begins with the prefix, in ascending
//     byte order of keys, each once, however many there are. An empty store,
//     and a folder that does not exist yet, yield nothing. What it yields has
//     Key, Size, ETag and Modified; the other fields may be empty.
//   - Delete removes the objects with these keys. One that does not exist is
//     not an error. One that cannot be deleted does not keep it from the
//     others: the errors are joined, each a *[StoreError] with its Key. Any
//     other error says that nothing is known of any of them.
//   - A store that is a [Ranger] gives the same bytes from an offset as Get
//     does behind that offset, also where its server knows no ranges.
//   - A store that is a [Copier] copies only an object that it knows to have
//     the bytes of the file. In all else Copy is like Put.
//   - A cancelled context ends a method soon, with an error that
//     [errors.Is] finds to be [context.Canceled]; an object is then stored
//     completely or not at all.
//   - Every error is one line that says what to do. One about a key or a local
//     file begins with its name, every other is a *[StoreError].
//
// # Memory and speed
//
// Files are streamed: a body is never held in memory, whatever its size.
// Files over 64 MiB go to S3 in parts; with [S3Config].Journal what is sent of
// them is not sent again after a kill, and [S3.AbortAbandoned] removes what
// nobody will complete. Bytes that are needed under several keys are sent once
// and then copied by the server, if it is a [Copier].
//
// How much is done at once is measured, from 16 to 64 calls on S3, and halved
// when the server asks for less; see [Pacer].
//
// # Faults
//
// An S3 store tries again what may succeed the next time: faults of the server
// (500 to 504) and broken or cut off connections up to 6 times, throttling (503, 429)
// up to 10 times, waiting up to 5 s, or as long as Retry-After says, at most
// 30 s. A connection on which nothing moves for 30 s is given up, twice. What
// every request would meet, such as credentials that have expired, stops all
// of them with one line.
//
// # Removing
//
// Nothing is deleted by Diff. [Prune] is a decision of its own: it marks what
// is no longer used with the day, and plans to delete what was not for some
// days, only keys that the manifest calls ours, and only up to a share of
// them. Apply looks at each such object before it goes, and leaves those that
// someone else has replaced.
package sync
