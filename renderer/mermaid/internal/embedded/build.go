package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/mermaid/js"
)

// Build makes a bundle from npm packages: modules is a node_modules folder
// with mermaid and esbuild in it. It runs node.
func Build(ctx context.Context, modules string) ([]byte, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("node is not installed: install Node.js, or use a bundle from a release")
	}
	folder, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	scripts, out := filepath.Join(folder, "js"), filepath.Join(folder, "out")
	if err := os.CopyFS(scripts, js.Files); err != nil {
		return nil, err
	}
	if modules, err = filepath.Abs(modules); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, node, filepath.Join(scripts, "build.mjs"), modules, out)
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("bundling Mermaid from %s: %s", modules, lastLine(string(said), err))
	}
	return pack(out)
}

// pack compiles what build.mjs made, and makes one file of it.
func pack(out string) ([]byte, error) {
	var parts []part
	list, err := os.ReadFile(filepath.Join(out, "modules.json"))
	if err == nil {
		err = json.Unmarshal(list, &parts)
	}
	if err != nil {
		return nil, err
	}
	scripts := make([]script, len(parts))
	for i, p := range parts {
		text, err := os.ReadFile(filepath.Join(out, p.Name+".js"))
		if err != nil {
			return nil, err
		}
		scripts[i] = script{p.Name, text}
	}
	data, err := compile(scripts)
	if err != nil {
		return nil, err
	}
	if data[partLicenses], err = os.ReadFile(filepath.Join(out, "licenses.txt")); err != nil {
		return nil, err
	}
	version, err := os.ReadFile(filepath.Join(out, "version.txt"))
	if err != nil {
		return nil, err
	}
	return encode(strings.TrimSpace(string(version)), append(parts, part{Name: partLicenses}), data)
}

// lastLine returns what node's output says at its end about an error: the line
// that begins with the error's name, if there is one.
func lastLine(said string, err error) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	for _, line := range lines {
		if name, _, ok := strings.Cut(line, ": "); ok && strings.HasSuffix(name, "Error") {
			return line
		}
	}
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return err.Error()
}
