package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mdmedia/mdmedia/internal/measure"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// cliVersion is the release of mermaid-cli beside which is measured.
const cliVersion = "12.2.0"

// A race is the same work by mdmedia and by mermaid-cli, whole processes.
type race struct {
	what         string
	wanted       float64 // how many times faster
	ours, theirs measure.Sample
}

const flowchart = "```mermaid\nflowchart TD\n  A[Write a post] --> B{Has it pictures?}\n  B -- yes --> C[Upload them]\n  B -- no --> D[Publish]\n  C --> D\n  D --> E([Read it])\n```\n"

// races measures both programs in turn.
func races(ctx context.Context, o options) ([]race, error) {
	dir, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program, err := measure.BuildMdmedia(ctx, dir)
	if err != nil {
		return nil, err
	}
	cli, err := installCLI(ctx, filepath.Join(o.cache, "mermaid-cli-"+cliVersion))
	if err != nil {
		return nil, err
	}
	many := strings.Builder{}
	for i := range 20 {
		fmt.Fprintf(&many, "# Diagram %d\n\n%s\n", i+1, strings.ReplaceAll(flowchart, "Read it", fmt.Sprintf("Read it, %d times", i+1)))
	}
	list := []race{
		{what: "one post with one flowchart, first run", wanted: 3},
		{what: "the same, the program in the system's cache and its own", wanted: 8},
		{what: "one post with 20 flowcharts", wanted: 5},
	}
	for i, post := range []string{flowchart, flowchart, many.String()} {
		var ours, theirs []measure.Sample
		for range o.runs {
			a, err := ourRun(ctx, dir, program, post, i == 1)
			if err != nil {
				return nil, err
			}
			b, err := cliRun(ctx, dir, cli, post)
			if err != nil {
				return nil, err
			}
			ours, theirs = append(ours, a), append(theirs, b)
		}
		list[i].ours, list[i].theirs = measure.Median(ours), measure.Median(theirs)
	}
	return list, nil
}

// ourRun builds a site of one post, in which nothing is drawn yet. With warm the
// program ran before, with another post.
func ourRun(ctx context.Context, dir, program, post string, warm bool) (measure.Sample, error) {
	site := filepath.Join(dir, "site")
	if err := os.RemoveAll(site); err != nil {
		return measure.Sample{}, err
	}
	if err := os.MkdirAll(filepath.Join(site, "posts"), 0o755); err != nil {
		return measure.Sample{}, err
	}
	name := filepath.Join(site, "posts", "a.md")
	env := []string{"XDG_CACHE_HOME=" + filepath.Join(site, "cache"), "HOME=" + site}
	config := "content: posts\nstore: {dir: bucket}\ndelivery: {local: /media}\n"
	if err := os.WriteFile(filepath.Join(site, "mdmedia.yaml"), []byte(config), 0o644); err != nil {
		return measure.Sample{}, err
	}
	if warm {
		if err := os.WriteFile(name, []byte(strings.ReplaceAll(post, "Publish", "Show")), 0o644); err != nil {
			return measure.Sample{}, err
		}
		if _, err := measure.Command(ctx, site, env, program, "build"); err != nil {
			return measure.Sample{}, err
		}
	}
	if err := os.WriteFile(name, []byte(post), 0o644); err != nil {
		return measure.Sample{}, err
	}
	s, err := measure.Command(ctx, site, env, program, "build")
	if err != nil {
		return s, err
	}
	page, err := os.ReadFile(filepath.Join(site, "public", "a", "index.html"))
	if n := strings.Count(post, "```mermaid"); err == nil && strings.Count(string(page), "<svg id=") != n {
		err = fmt.Errorf("the page has not %d diagrams", n)
	}
	return s, err
}

// cliRun has mermaid-cli draw the diagrams of a post.
func cliRun(ctx context.Context, dir string, cli []string, post string) (measure.Sample, error) {
	work := filepath.Join(dir, "cli")
	if err := os.RemoveAll(work); err != nil {
		return measure.Sample{}, err
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return measure.Sample{}, err
	}
	browser := map[string]any{"executablePath": mermaid.FindBrowser()}
	if os.Getuid() == 0 {
		browser["args"] = []string{"--no-sandbox"}
	}
	config, err := json.Marshal(browser)
	if err != nil {
		return measure.Sample{}, err
	}
	for name, data := range map[string][]byte{"browser.json": config, "a.md": []byte(post)} {
		if err := os.WriteFile(filepath.Join(work, name), data, 0o644); err != nil {
			return measure.Sample{}, err
		}
	}
	args := append(cli[1:len(cli):len(cli)], "-q", "-p", "browser.json", "-i", "a.md", "-o", "out.md")
	s, err := measure.Command(ctx, work, nil, cli[0], args...)
	if err != nil {
		return s, err
	}
	made, err := filepath.Glob(filepath.Join(work, "out-*.svg"))
	if n := strings.Count(post, "```mermaid"); err == nil && len(made) != n {
		err = fmt.Errorf("mermaid-cli made %d pictures and not %d", len(made), n)
	}
	return s, err
}

// installCLI returns the command that runs mermaid-cli, which npm fetches once.
func installCLI(ctx context.Context, folder string) ([]string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	script := filepath.Join(folder, "node_modules", "@mermaid-js", "mermaid-cli", "src", "cli.js")
	if _, err := os.Stat(script); err == nil {
		return []string{"node", script}, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	fmt.Println("installing mermaid-cli", cliVersion, "(once)")
	err = measure.Run(ctx, folder, []string{"PUPPETEER_SKIP_DOWNLOAD=1"}, "npm", "install", "--prefix", folder, "--ignore-scripts",
		"--no-audit", "--no-fund", "--loglevel=error", "@mermaid-js/mermaid-cli@"+cliVersion)
	return []string{"node", script}, err
}
