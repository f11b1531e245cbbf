// Command benchimages builds the same pages of photographs with mdmedia, with
// @11ty/eleventy-img and with Hugo's image processing, and writes what it finds
// into docs/benchmarks.md: how long that takes, how many bytes of pictures are
// written, and how many pixels a real browser loads of them on a phone and on a
// large screen.
//
// Bytes over the network are not compared: each side encodes in its own way, and
// mdmedia leaves it to Cloudinary.
package main
