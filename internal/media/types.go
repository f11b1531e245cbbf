package media

import (
	"path"
	"strings"
)

// A Kind is the sort of media a file holds.
type Kind uint8

// The kinds. SVG is apart from Image because it is text: it has no pixels to
// count, and some delivery options do not apply to it.
const (
	Unknown Kind = iota
	Image
	SVG
	Video
	Audio
)

// String returns "image", "svg", "video", "audio" or "unknown".
func (k Kind) String() string {
	switch k {
	case Image:
		return "image"
	case SVG:
		return "svg"
	case Video:
		return "video"
	case Audio:
		return "audio"
	}
	return "unknown"
}

const svgType = "image/svg+xml"

// kindOf returns the kind of one of our content types.
func kindOf(contentType string) Kind {
	switch {
	case contentType == svgType:
		return SVG
	case strings.HasPrefix(contentType, "image/"):
		return Image
	case strings.HasPrefix(contentType, "video/"):
		return Video
	case strings.HasPrefix(contentType, "audio/"):
		return Audio
	}
	return Unknown
}

// IsMediaName reports whether the extension of name is one of a media file.
// It says nothing about the content.
func IsMediaName(name string) bool { return TypeByName(name) != "" }

// KindByName returns the kind that the extension of name stands for; Unknown
// for every other extension.
func KindByName(name string) Kind { return kindOf(TypeByName(name)) }

// TypeByName returns the content type that the extension of name stands for,
// and "" for every other extension. The case of the extension does not matter.
func TypeByName(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".apng":
		return "image/png"
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif", ".avifs":
		return "image/avif"
	case ".heic", ".heif", ".heics", ".heifs", ".hif":
		return "image/heic"
	case ".jxl":
		return "image/jxl"
	case ".svg":
		return svgType
	case ".bmp", ".dib":
		return "image/bmp"
	case ".ico", ".cur":
		return "image/x-icon"
	case ".tif", ".tiff":
		return "image/tiff"
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	case ".mov", ".qt":
		return "video/quicktime"
	case ".ogv":
		return "video/ogg"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a":
		return "audio/mp4"
	case ".ogg", ".oga", ".opus", ".spx":
		return "audio/ogg"
	case ".wav":
		return "audio/wav"
	case ".flac":
		return "audio/flac"
	case ".weba":
		return "audio/webm"
	}
	return ""
}

// Extension is the usual extension of a content type, with its dot.
func Extension(contentType string) string { return extensionFor(contentType) }

// extensionFor is the usual extension of a content type.
func extensionFor(contentType string) string {
	switch contentType {
	case "image/jpeg":
		return ".jpg"
	case svgType:
		return ".svg"
	case "image/x-icon":
		return ".ico"
	case "video/quicktime":
		return ".mov"
	case "video/ogg":
		return ".ogv"
	case "audio/mpeg":
		return ".mp3"
	case "audio/mp4":
		return ".m4a"
	case "audio/webm":
		return ".weba"
	}
	_, sub, _ := strings.Cut(contentType, "/")
	return "." + sub
}
