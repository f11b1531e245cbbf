// Package strip takes out of a picture's metadata where it was taken and with
// which very camera, without touching its pixels.
//
// [Clean] reads headers (and a JPEG to its end only if something may follow the
// picture) and returns what has to change, so that the cleaned bytes can be
// hashed and uploaded without a copy of the file. What goes is overwritten
// where it is, so sizes and offsets stay as they were:
//
//   - Exif: the GPS directory, MakerNote and DNGPrivateData, the serial numbers
//     of camera and lens, the camera owner's name and the image's unique ID; the
//     same inside the embedded thumbnail. If what has to go cannot be told from
//     what stays (broken or overlapping offsets), all goes but the orientation.
//   - XMP: properties of GPS, serial numbers and places, by their local names,
//     whatever the namespace. A packet with any of them that is not well-formed
//     is blanked. Extended XMP with any of them goes whole.
//   - IPTC and Photoshop resources: city, sublocation, state, country and the
//     content location; Exif and XMP kept there as above.
//   - JUMBF (C2PA) in JPEG that names a GPS position goes whole.
//   - What follows a JPEG: further JPEGs (a preview, a gain map) are cleaned in
//     place, everything else of 32 bytes and more goes: the film of a motion
//     photo may hold a position. So do HEIC's trailing mpvd and sefd boxes.
//   - HEIC and AVIF: the Exif and XMP items as above, unless their table is so
//     broken that they share bytes with a picture; then they are left alone.
//   - PNG: eXIf, XMP, and the raw profiles of ImageMagick in text chunks.
//
// The colour profile, the orientation, copyright, artist, description, dates,
// camera model, exposure and captions stay.
package strip
