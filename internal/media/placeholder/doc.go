// Package placeholder makes what a page shows in the place of a picture until
// that is loaded: its dominant colour, and by request a ThumbHash of some 20
// bytes, from which DataURI makes a tiny blurred picture.
//
// A placeholder is never worth an error or a wait. Of a JPEG only the mean of
// each block of 8 by 8 pixels is read, of a PNG a row at a time is held; GIF and
// WebP are decoded, one large one at a time. Files of more than MaxPixels, those
// that are damaged, hostile or of other types, and pictures that can be seen
// through (the placeholder would show behind them for good) have none. AVIF and
// HEIC are of those types: without a decoder in Go that is worth its weight, all
// of AV1 and HEVC would have to be read. The position in Exif and the colour
// profile, also one of inks, are heeded.
package placeholder
