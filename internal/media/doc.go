// Package media says what a file really is, by its content, and what its bytes
// hash to.
//
// A name proves nothing: a text file called photo.png, uploaded and published,
// is a broken picture that nobody notices. [Examine] gives the content type to
// upload a file with, what its headers say of the picture, whether its end is
// missing and its hash, and takes positions and serial numbers out of what is
// uploaded; [Hash] only hashes. Both are safe for concurrent use and keep their buffers
// in a pool; 128 KiB of a file are held, and a block of its metadata (at most
// 16 MiB, in real files far below 1) only while it is looked at.
//
// Media means what a web page can show or play and Cloudinary can deliver:
//
//	images  PNG, JPEG, GIF, WebP, AVIF, HEIC, JPEG XL, BMP, ICO, TIFF, SVG
//	video   MP4, M4V, WebM, MOV, Ogg
//	audio   MP3, M4A, Ogg, WAV, FLAC
//
// Everything else, a PDF for one, is a [*NotMediaError].
package media
