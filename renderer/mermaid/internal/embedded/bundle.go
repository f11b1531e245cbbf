package embedded

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// BundleName is the name of the file that a bundle is.
const BundleName = "mermaid.bundle"

// magic begins a bundle; the number behind it changes with the format.
const (
	magic  = "mdmedia-mermaid "
	format = "2\n"
)

// A header is the second line of a bundle, as JSON. The parts follow it, one
// after the other, each compressed with Zstandard.
type header struct {
	// Mermaid is the release of Mermaid, such as "12.3.0".
	Mermaid string `json:"mermaid"`
	// QuickJS is the version of the module whose bytecode this is, and Bits
	// the size of a pointer there: bytecode runs only in the engine that made
	// it.
	QuickJS string `json:"quickjs"`
	Bits    int    `json:"bits"`
	Parts   []part `json:"parts"`
}

// A part is a module, or the licences.
type part struct {
	Name string `json:"name"`
	// Imports are the modules that must run before this one. They come before it
	// in the bundle.
	Imports []string `json:"imports,omitempty"`
	// Size is the number of compressed bytes, SHA256 the hash of the others.
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// The names of the parts that this package asks for; the modules ask for the
// others.
const (
	partGlobals  = "globals"
	partEntry    = "entry"
	partLicenses = "licenses"
)

// A Bundle is Mermaid in the form that the engine runs: bytecode, and the
// licences of everything in it.
type Bundle struct {
	header header
	// hash is of the header, which has the hashes of all parts.
	hash  string
	parts map[string]packed
	// data is the whole file. Of the one in the program only what is asked for
	// is copied: most runs draw nothing, and all of them look at the header.
	data io.ReaderAt
}

// packed is a part, and where its compressed data begins.
type packed struct {
	part
	off int64
}

// ErrNoBundle says that there is no bundle to draw with.
var ErrNoBundle = errors.New("there is no Mermaid bundle in this program")

//go:embed all:bundle
var built embed.FS

var builtIn = sync.OnceValues(func() (*Bundle, error) {
	f, err := built.Open("bundle/" + BundleName)
	if err != nil {
		return nil, ErrNoBundle
	}
	fi, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return parse(f.(io.ReaderAt), fi.Size()) // as all files in an embed.FS
})

// Find returns the bundle that this program was built with, and otherwise the
// one in the file that [Installed] names. Without either it is ErrNoBundle.
func Find() (*Bundle, error) {
	b, err := builtIn()
	if !errors.Is(err, ErrNoBundle) {
		return b, err
	}
	name, err := Installed()
	if err != nil {
		return nil, ErrNoBundle
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoBundle
	}
	if err != nil {
		return nil, fmt.Errorf("reading the Mermaid bundle: %w", err)
	}
	if b, err = Parse(data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// Installed returns the name of the file that an installed bundle has: in the
// user's cache folder, one for each version of the engine.
func Installed() (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "mdmedia", "quickjs-"+quickjsVersion, BundleName), nil
}

// Parse reads a bundle. It is an error if it is not one, if it was made for
// another version of the engine, or if it is cut short. The parts themselves are
// compared with their hashes when they are unpacked.
func Parse(data []byte) (*Bundle, error) { return parse(bytes.NewReader(data), int64(len(data))) }

func parse(data io.ReaderAt, size int64) (*Bundle, error) {
	head := bufio.NewReaderSize(io.NewSectionReader(data, 0, size), 16<<10)
	first, _ := head.ReadString('\n')
	version, ok := strings.CutPrefix(first, magic)
	if ok && version != format {
		return nil, errors.New("the bundle is for another version of mdmedia: install the one for this version, or run make bundle")
	}
	line, err := head.ReadBytes('\n')
	off := int64(len(first) + len(line))
	line = bytes.TrimSuffix(line, []byte("\n"))
	b := &Bundle{parts: map[string]packed{}, data: data}
	if !ok || err != nil || json.Unmarshal(line, &b.header) != nil {
		return nil, errors.New("this is not a Mermaid bundle of mdmedia")
	}
	if h := b.header; h.QuickJS != quickjsVersion || h.Bits != 32<<(^uint(0)>>63) {
		return nil, fmt.Errorf("the bundle is for another version of mdmedia (QuickJS %s, %d bits): install the one for this version (QuickJS %s, %d bits)",
			h.QuickJS, h.Bits, quickjsVersion, 32<<(^uint(0)>>63))
	}
	for _, p := range b.header.Parts {
		if p.Size < 0 || int64(p.Size) > size-off {
			return nil, errors.New("the bundle is cut short: install it again")
		}
		if slices.ContainsFunc(p.Imports, func(name string) bool { return b.parts[name].Name == "" }) {
			return nil, errors.New("the bundle is damaged: install it again")
		}
		b.parts[p.Name] = packed{p, off}
		off += int64(p.Size)
	}
	for _, name := range []string{partGlobals, partEntry, partLicenses} {
		if _, ok := b.parts[name]; !ok {
			return nil, fmt.Errorf("the bundle has no part %q: install it again", name)
		}
	}
	b.hash = hashOf(line)
	return b, nil
}

// Mermaid returns the release of Mermaid in b, such as "12.3.0".
func (b *Bundle) Mermaid() string { return b.header.Mermaid }

// Hash returns a SHA-256 that stands for all that is in the bundle, in
// hexadecimal.
func (b *Bundle) Hash() string { return b.hash }

// Licenses returns the licences of the packages that b was made from.
func (b *Bundle) Licenses() (string, error) {
	_, text, err := b.part(partLicenses)
	return string(text), err
}

// part unpacks a part and compares it with its hash: bytecode that was changed
// could do anything to the engine.
func (b *Bundle) part(name string) (imports []string, data []byte, err error) {
	p, ok := b.parts[name]
	if !ok {
		return nil, nil, fmt.Errorf("the bundle has no part %q", name)
	}
	d, err := unpacker()
	if err != nil {
		return nil, nil, err
	}
	packed := make([]byte, p.Size)
	if _, err := b.data.ReadAt(packed, p.off); err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("the bundle's part %q cannot be read: %w", name, err)
	}
	if data, err = d.DecodeAll(packed, nil); err != nil {
		return nil, nil, fmt.Errorf("the bundle's part %q is damaged: %w", name, err)
	}
	if hashOf(data) != p.SHA256 {
		return nil, nil, fmt.Errorf("the bundle's part %q is damaged", name)
	}
	return p.Imports, data, nil
}

// unpacker has no goroutines and may be used by several.
var unpacker = sync.OnceValues(func() (*zstd.Decoder, error) { return zstd.NewReader(nil) })

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// encode returns the file of a bundle of these parts, whose contents data has.
func encode(mermaid string, parts []part, data map[string][]byte) ([]byte, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return nil, err
	}
	defer func() { _ = e.Close() }()
	h := header{Mermaid: mermaid, QuickJS: quickjsVersion, Bits: 32 << (^uint(0) >> 63)}
	var body []byte
	for _, p := range parts {
		from := len(body)
		body = e.EncodeAll(data[p.Name], body)
		p.Size, p.SHA256 = len(body)-from, hashOf(data[p.Name])
		h.Parts = append(h.Parts, p)
	}
	line, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(magic+format), line, []byte("\n"), body), nil
}

// quickjsVersion is the version of modernc.org/libquickjs in go.mod, where
// bytecode comes from. (What a program knows of its modules is not there in
// tests.)
const quickjsVersion = "v0.14.0"
