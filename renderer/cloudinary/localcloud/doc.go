// Package localcloud answers Cloudinary's delivery URLs from local files: the
// same paths and queries, on any host. A preview server that mounts a [Handler]
// shows a page with the pictures that its readers will get, at their size and in
// their format, without an account, an upload or a network.
//
// It follows the delivery URLs that package cloudinary writes, of all three
// products, and the part of the transformation language that pages of text use
// (Cloudinary's transformation URL API reference,
// https://cloudinary.com/documentation/transformation_reference):
//
//	w h ar x y   in pixels, as a part of the original (w_0.5), or iw and ih
//	c            scale fit limit mfit fill lfill pad lpad mpad crop thumb auto
//	g            the compass, center; auto, face and the like are the center
//	q            auto, auto:best to auto:low, 1 to 100
//	f            auto, jpg, png, webp, gif, avif (answered as webp)
//	fl           attachment; those that do not change what is seen
//	dpr          a number; auto is 1
//	e            blur, grayscale; a: quarter turns and flips; b: for padding
//	so           a video's frame: a placeholder of the right size
//
// With f_auto a browser that accepts WebP gets that: without loss for a drawing
// of few colours where it is smaller, otherwise at the quality asked for. Others
// get a JPEG, or a PNG of what is transparent. A picture that is only to be
// smaller in bytes (q_, f_auto) is never made larger: the original is sent then.
// What moves, SVG, AVIF, HEIC and what cannot be read are sent as they are.
//
// What Cloudinary knows beyond that is left out, and the [Event] says so: named
// transformations, layers, conditions and variables among it. What it does not
// know is answered as there: status 400 and the reason in the header
// X-Cld-Error, in Cloudinary's words where they are known. An original that is
// not there is a 404. A transformation has at most 4 KiB and 32 components, a
// decoded original at most 128 MiB.
package localcloud
