package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPhoto writes a JPEG whose Exif says, in the GPS directory, where it was
// taken ("taken-at-home"), and beside it who took it: photo FILE.
func cmdPhoto(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: photo FILE")
	}
	var pic bytes.Buffer
	ts.Check(jpeg.Encode(&pic, image.NewGray(image.Rect(0, 0, 8, 4)), nil))
	const artist, place = "by-me\x00", "taken-at-home\x00"
	le := binary.LittleEndian
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, n, value uint32) {
		tiff = le.AppendUint16(tiff, tag)
		tiff = le.AppendUint16(tiff, kind)
		tiff = le.AppendUint32(tiff, n)
		tiff = le.AppendUint32(tiff, value)
	}
	const dir = 8 + 2 + 2*12 + 4 // behind the first directory
	tiff = le.AppendUint16(tiff, 2)
	entry(0x013B, 2, uint32(len(artist)), dir)   // Artist
	entry(0x8825, 4, 1, dir+uint32(len(artist))) // GPSInfo
	tiff = le.AppendUint32(tiff, 0)              // no further directory
	tiff = append(tiff, artist...)
	gps := uint32(len(tiff))
	tiff = le.AppendUint16(tiff, 1)
	entry(0x001B, 2, uint32(len(place)), gps+2+12+4) // GPSProcessingMethod
	tiff = append(le.AppendUint32(tiff, 0), place...)
	app1 := append([]byte("\xff\xd8\xff\xe1\x00\x00Exif\x00\x00"), tiff...)
	binary.BigEndian.PutUint16(app1[4:], uint16(len(app1)-4))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(app1, pic.Bytes()[2:]...), 0o600))
}
