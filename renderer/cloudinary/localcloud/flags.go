package localcloud

import (
	"slices"
	"strings"
)

// readFlags takes flags, which are joined with dots: fl_progressive.lossy. Those
// that change what is seen are left out, and said to be.
func readFlags(t *transformation, _ *step, v string) bool {
	for flag := range strings.SplitSeq(v, ".") {
		name, value, _ := strings.Cut(flag, ":")
		switch {
		case name == "attachment":
			t.attachment, t.fileName = true, value
		case slices.Contains(unseenFlags, name):
		case slices.Contains(seenFlags, name):
			t.ignore("fl_" + flag)
		default:
			return false
		}
	}
	return true
}

// Cloudinary's flags for images and videos
// (https://cloudinary.com/documentation/transformation_reference#fl_flag).
var (
	// unseenFlags are about bytes, metadata and caches, not about what is seen.
	unseenFlags = []string{
		"any_format", "apng", "awebp", "animated", "c2pa", "draco", "force_icc", "force_strip", "getinfo",
		"immutable_cache", "keep_attribution", "keep_dar", "keep_iptc", "lossy", "mono", "original", "png8", "png24",
		"png32", "preserve_transparency", "progressive", "sanitize", "streaming_attachment", "strip_profile",
		"text_disallow_overflow", "text_no_trim", "tiff8_lzw", "truncate_ts",
	}
	// seenFlags change the picture in ways that are not followed.
	seenFlags = []string{
		"alternate", "clip", "clip_evenodd", "cutter", "hlsv3", "ignore_aspect_ratio", "ignore_mask_channels",
		"layer_apply", "no_overflow", "no_stream", "normalize", "rasterize", "region_relative", "relative",
		"replace_image", "splice", "tiled", "waveform",
	}
)
