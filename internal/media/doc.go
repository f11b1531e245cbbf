// Package media says what a file really is, by its content, and what its bytes
// hash to.
//
// A name proves nothing: a text file called photo.png, uploaded and published,
// is a broken picture that nobody notices. [Inspect] reads only the head of a
// file and gives the content type to upload it with; [Hash] reads all of it;
// [InspectAndHash] does both in one pass. All three are safe for concurrent
// use, keep their buffers in pools and never hold more than 128 KiB of a file.
//
// Media means what a web page can show or play and Cloudinary can deliver:
//
//	images  PNG, JPEG, GIF, WebP, AVIF, HEIC, JPEG XL, BMP, ICO, TIFF, SVG
//	video   MP4, M4V, WebM, MOV, Ogg
//	audio   MP3, M4A, Ogg, WAV, FLAC
//
// Everything else, a PDF for one, is a [*NotMediaError].
package media
