package mermaid

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// CLIOptions say which mermaid-cli draws. The zero value works where mmdc is
// installed.
type CLIOptions struct {
	// ExecPath is the program; empty: mmdc, as found in PATH.
	ExecPath string
	// Browser is the browser that it starts; empty: its own.
	Browser string
	// NoSandbox starts that browser without its sandbox.
	NoSandbox bool
}

type cli struct{ opts CLIOptions }

// NewCLI returns the renderer that runs mermaid-cli, once for each diagram. A
// missing program is an error here already.
func NewCLI(o CLIOptions) (Renderer, error) {
	if o.ExecPath == "" {
		o.ExecPath = "mmdc"
	}
	path, err := exec.LookPath(o.ExecPath)
	if err != nil {
		return nil, fmt.Errorf("mermaid: %q is not a program: run npm install -g @mermaid-js/mermaid-cli", o.ExecPath)
	}
	o.ExecPath = path
	return &cli{o}, nil
}

// Render runs the program in a folder of its own.
func (c *cli) Render(ctx context.Context, source, config string) (string, error) {
	dir, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		return "", fmt.Errorf("mermaid: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	browser := map[string]any{}
	if c.opts.Browser != "" {
		browser["executablePath"] = c.opts.Browser
	}
	if c.opts.NoSandbox {
		browser["args"] = []string{"--no-sandbox"}
	}
	in, out := filepath.Join(dir, "in.mmd"), filepath.Join(dir, "out.svg")
	for name, text := range map[string]string{in: source, filepath.Join(dir, "config.json"): config, filepath.Join(dir, "browser.json"): literal(browser)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("mermaid: %w", err)
		}
	}
	cmd := exec.CommandContext(ctx, c.opts.ExecPath, "-q", "-i", in, "-o", out,
		"-c", filepath.Join(dir, "config.json"), "-p", filepath.Join(dir, "browser.json"))
	said, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", cliError(source, string(said), err)
	}
	svg, err := os.ReadFile(out)
	if err != nil {
		return "", errors.New("mermaid: mmdc made no file: " + oneLine(string(said)))
	}
	return string(svg), nil
}

// cliError tells an error in the diagram, which mmdc prints with a stack trace,
// from one of the program.
func cliError(source, said string, err error) error {
	_, message, ok := strings.Cut(said, "Error: ")
	if !ok {
		return fmt.Errorf("mermaid: mmdc: %w: %s", err, oneLine(said))
	}
	message, _, _ = strings.Cut(message, "\n    at ")
	for _, sign := range []string{"Parse error", "Lexical error", "Parsing failed", "No diagram type"} {
		if strings.Contains(message, sign) {
			return syntaxError([]byte(source), strings.TrimPrefix(message, "Evaluation failed: "))
		}
	}
	return fmt.Errorf("mermaid: mmdc: %s", oneLine(message))
}

func (c *cli) Version() string { return "mmdc " + DefaultVersion }

// Close has nothing to do.
func (c *cli) Close() error { return nil }
