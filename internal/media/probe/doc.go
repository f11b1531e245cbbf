// Package probe tells from the headers of a media file how large its picture
// is, whether it moves, whether it can be seen through and how long it lasts.
// No pixel is decoded.
//
// Width and height are those a browser shows: turned as the orientation in a
// JPEG's Exif, an AVIF's irot or a film's matrix says. What is not known is
// zero, never an error: a file may be fine all the same. However hostile the
// file, no more than 1 MiB of it is read, in pieces of at most 64 KiB (SVG:
// 128 KiB), and no size in it is trusted.
package probe
