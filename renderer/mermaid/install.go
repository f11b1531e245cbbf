package mermaid

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/embedded"
)

// Bundle says which Mermaid a program has.
type Bundle struct {
	// Mermaid is its release, such as "12.3.0".
	Mermaid string
	// File is where it was installed; empty: it is part of the program.
	File string
}

const (
	maxBundle   = 64 << 20 // bytes
	bundleLimit = 5 * time.Minute
)

// Install gives a program that was built without Mermaid one to draw with, for
// the current user. from is a bundle, as a release of mdmedia ships it: a file,
// or an https URL; or a node_modules folder with mermaid and esbuild, from which
// a bundle is made (that runs node). sha256sum, in hexadecimal, is what the file
// must have; for a URL it is required, since the bundle is code that this program
// runs.
func Install(ctx context.Context, from, sha256sum string) (Bundle, error) {
	data, err := bundleFrom(ctx, from, sha256sum)
	if err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %w", err)
	}
	sum := sha256.Sum256(data)
	if sha256sum != "" && !strings.EqualFold(sha256sum, hex.EncodeToString(sum[:])) {
		return Bundle{}, fmt.Errorf("mermaid: the bundle has the SHA-256 %x and not %s: nothing was installed", sum, sha256sum)
	}
	b, err := embedded.Parse(data)
	if err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %s: %w", from, err)
	}
	name, err := embedded.Installed()
	if err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %w", err)
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %w", err)
	}
	defer func() { _ = root.Close() }()
	if _, err := atomicfile.WriteBytes(root, filepath.Base(name), 0o644, data); err != nil {
		return Bundle{}, fmt.Errorf("mermaid: %w", err)
	}
	return Bundle{Mermaid: b.Mermaid(), File: name}, nil
}

func bundleFrom(ctx context.Context, from, sum string) ([]byte, error) {
	switch {
	case strings.HasPrefix(from, "http://"):
		return nil, errors.New("use an https URL")
	case strings.HasPrefix(from, "https://"):
		if sum == "" {
			return nil, errors.New("give the SHA-256 of the bundle as well, as the release page has it")
		}
		return download(ctx, from)
	}
	info, err := os.Stat(from)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return embedded.Build(ctx, from)
	}
	if info.Size() > maxBundle {
		return nil, fmt.Errorf("%s is too large to be a bundle", from)
	}
	return os.ReadFile(from)
}

func download(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, bundleLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxBundle+1))
	if err == nil && len(data) > maxBundle {
		err = fmt.Errorf("%s is too large to be a bundle", url)
	}
	return data, err
}

// Licenses returns the licences of Mermaid and of the packages that it was
// bundled with, or ErrNoBundle.
func Licenses() (string, error) {
	b, err := embedded.Find()
	if errors.Is(err, embedded.ErrNoBundle) {
		return "", ErrNoBundle
	}
	if err != nil {
		return "", fmt.Errorf("mermaid: %w", err)
	}
	return b.Licenses()
}
