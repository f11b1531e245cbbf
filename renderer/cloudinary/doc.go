// Package cloudinary turns object keys into Cloudinary delivery URLs.
//
// Everything here is a pure function of its arguments: no network, no files,
// no clock. The same configuration, key and transformation always give the
// same URL, byte for byte, because Cloudinary bills every distinct
// transformation string as an asset of its own.
//
// A [Delivery], made by [New] from a [Config], builds the URLs of one of three
// products:
//
//	MediaOptimizer  https://<cloud>.mo.cloudinary.net/<prefix>/<key>?tx=<transformation>
//	Upload          https://res.cloudinary.com/<cloud>/image/upload/[s--SIG--/]<transformation>/<prefix>/<key>
//	Fetch           https://res.cloudinary.com/<cloud>/image/fetch/[s--SIG--/]<transformation>/<URL of the original>
//
// # Keys and names
//
// A key is taken as it is and encoded once: "100%.jpg" becomes "100%25.jpg".
// That is the rule for names that come from a disk or a bucket. [Escape] is
// the other rule, that of Cloudinary's own libraries, for public ids and URLs
// that may be percent-encoded already.
//
// The Upload product forbids some characters in public ids: make keys for it
// with [PublicID]. A first folder that Cloudinary would take for a version
// ("v123/") or for a transformation ("u_2/") gets a version v1 in front.
// Cloudinary's libraries put v1 in front of every public id with a folder;
// the version is optional everywhere else, so here it is added only where the
// URL would mean something different without it.
//
// # Transformations
//
// [MergeTransform] says how the parameters of one picture are laid over the
// site's default ones.
package cloudinary
