package mermaid

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// mermaidScript is the file that the tests in a browser need; MDMEDIA_TEST_MERMAID
// names it. Without it or a browser they are skipped, except in CI.
func mermaidScript(t testing.TB) string {
	t.Helper()
	path := os.Getenv("MDMEDIA_TEST_MERMAID")
	switch {
	case path == "":
		skip(t, "MDMEDIA_TEST_MERMAID does not name a mermaid.min.js")
	case FindBrowser() == "":
		skip(t, "no browser found")
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("CI must test in a browser: %s", why)
	}
	t.Skipf("SKIPPED, nothing was tested: %s", why)
}

func newBrowser(t testing.TB, change func(*BrowserOptions)) Engine {
	t.Helper()
	o := BrowserOptions{ScriptPath: mermaidScript(t), NoSandbox: os.Getuid() == 0}
	if change != nil {
		change(&o)
	}
	r, err := NewBrowser(o)
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Options{Renderer: func() (Renderer, error) { return r, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func diagram(src string) Diagram { return Diagram{Source: []byte(src), Page: "post.md"} }

func draw(t testing.TB, e Engine, d Diagram) string {
	t.Helper()
	out, err := e.Draw(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Script) != 0 {
		t.Errorf("a finished drawing needs no script: %s", out.Script)
	}
	return string(out.HTML)
}

var samples = map[string]string{
	"flowchart":  "flowchart LR\n  A[Browser] <--> B((Cloudinary))\n  click A \"https://example.com\"\n  subgraph s [Cloud]\n  B --> C[(S3)]\n  end\n",
	"sequence":   "sequenceDiagram\n  actor A\n  A->>B: Hi & <b>bye</b>\n  B--xA: no\n  Note over A,B: id=\"x\"\n",
	"class":      "classDiagram\n  Animal <|-- Duck\n  Animal : +int age\n",
	"state":      "stateDiagram-v2\n  [*] --> Still\n  Still --> [*]\n",
	"er":         "erDiagram\n  CUSTOMER ||--o{ ORDER : places\n",
	"gantt":      "gantt\n  dateFormat YYYY-MM-DD\n  section A\n  Task :a1, 2024-01-01, 30d\n",
	"pie":        "pie title Pets\n  \"Dogs\" : 386\n  \"Cats\" : 85\n",
	"gitgraph":   "gitGraph\n  commit\n  branch develop\n  commit\n",
	"mindmap":    "mindmap\n  root((m))\n    a\n    b\n",
	"accessible": "flowchart TD\n  accTitle: T\n  accDescr: D\n  A --> fff\n",
	"swimlane":   "swimlane-beta LR\n  subgraph a[One]\n    A\n  end\n  subgraph b[Two]\n    B\n  end\n  A --> B\n",
}

var (
	anyID  = regexp.MustCompile(`<[a-zA-Z][^>]*\sid="([^"]*)"`)
	anyRef = regexp.MustCompile(`(?:url\((?:&quot;|["'])?#|href="#)([^)"'&]+)`)
)

// checkSVG checks that HTML holds one well-formed SVG, whose ids begin with
// the prefix and whose references all lead to one of them.
func checkSVG(t *testing.T, out string, d Diagram) {
	t.Helper()
	x := xml.NewDecoder(strings.NewReader(out))
	x.Entity = xml.HTMLEntity
	for {
		if _, err := x.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, out)
		}
	}
	if !strings.HasPrefix(out, `<div class="mermaid-diagram"><svg id="`+idPrefix(d)+`"`) || strings.Contains(out, `class="mermaid"`) {
		t.Errorf("begins %.120s", out)
	}
	ids := map[string]bool{}
	for _, m := range anyID.FindAllStringSubmatch(out, -1) {
		ids[m[1]] = true
		if !strings.HasPrefix(m[1], idPrefix(d)) {
			t.Errorf("id %q", m[1])
		}
	}
	for _, m := range anyRef.FindAllStringSubmatch(out, -1) {
		if !ids[m[1]] {
			t.Errorf("nothing has the id of %s", m[0])
		}
	}
	if strings.Contains(out, "#mermaid ") || strings.Contains(out, "#mermaid{") || !strings.Contains(out, "#"+idPrefix(d)+"{") {
		t.Errorf("the style is not bound to the diagram")
	}
}

func TestBrowserDrawsEveryType(t *testing.T) {
	e := newBrowser(t, nil)
	i := 0
	for name, src := range samples {
		d := diagram(src)
		d.Index = i
		i++
		t.Run(name, func(t *testing.T) {
			out := draw(t, e, d)
			checkSVG(t, out, d)
			if again := draw(t, e, d); again != out {
				t.Error("other bytes the second time")
			}
			if strings.Contains(out, "<foreignObject") {
				t.Error("contains HTML labels")
			}
		})
	}
}

func TestBrowserPinsTheFamiliarLook(t *testing.T) {
	e := newBrowser(t, nil)
	out := draw(t, e, diagram(samples["flowchart"]))
	// #ECECFF is the node colour of the theme default; the theme that Mermaid
	// 12 chooses by itself has other ones.
	if !strings.Contains(strings.ToLower(out), "#ececff") || strings.Contains(out, `data-look="neo"`) || strings.Contains(out, "trebuchet") {
		t.Errorf("not the classic look: %.3000s", out)
	}
	if out := draw(t, e, diagram(samples["state"])); strings.Contains(out, ` width="136"`) {
		t.Error("states are wider than their names, which are then not centred")
	}
	for name, src := range map[string]string{
		"front matter": "---\nconfig:\n  theme: forest\n---\nflowchart LR\n A --> B\n",
		"directive":    "%%{init: {'theme': 'forest'}}%%\nflowchart LR\n A --> B\n",
	} {
		if out := draw(t, e, diagram(src)); !strings.Contains(strings.ToLower(out), "#cde498") {
			t.Errorf("%s: the author's theme does not count", name)
		}
	}
	if out := draw(t, e, diagram("%%{init: {'themeCSS': '.node{display:none}', 'htmlLabels': true}}%%\nflowchart LR\n A --> B\n")); strings.Contains(out, "display:none") || strings.Contains(out, "<foreignObject") {
		t.Error("a diagram may not change the site's security")
	}
}

func TestBrowserSyntaxErrors(t *testing.T) {
	e := newBrowser(t, nil)
	for _, tt := range []struct {
		name, src string
		line      int
		msg       string // a part
	}{
		{"flowchart", "flowchart LR\n  A --> B\n  B --> [C\n  C --> D\n", 3, `syntax error near "`},
		{"old line ends", "flowchart LR\r\n  A --> B\r\n  B ]-- C\r\n", 3, `syntax error near "`},
		{"behind front matter", "---\ntitle: x\n---\n\nflowchart LR\n  A --> B\n  B ]-- C\n", 7, `syntax error near "`},
		{"behind a directive", "%%{init: {\n 'theme': 'dark'\n}}%%\nflowchart LR\n  A ]--> B\n", 5, `syntax error near "`},
		{"comments in a flowchart", "%% one\nflowchart LR\n  %% two\n  A --> B\n  B ]-- C\n", 5, `syntax error near "`},
		{"comments elsewhere", "%% one\n\nsequenceDiagram\n  %% two\n  A->>B: x\n  %% three\n  A-?>B: y\n  B->>A: z\n", 7, `syntax error near "`},
		{"the other parser", "pie\n  \"Dogs\" : 386\n  ?? : 85\n", 3, "syntax error: "},
		{"unknown type", "\n\nflowchrt LR\n  A --> B\n", 3, "no diagram type that Mermaid knows: begin with one, such as flowchart, sequenceDiagram or pie"},
		{"front matter", "---\ntitle: x\nconfig: [\n---\npie\n", 4, "front matter: unexpected end of the stream within a flow collection"},
		{"no place", "flowchart LR\n  A@{ shape: nope }\n", 0, "No such shape: nope."},
		{"too long", "flowchart LR\n" + strings.Repeat("%% x\n", 10_000), 1, "the diagram is 50013 characters long, and Mermaid takes at most 50000: split it"},
		{"comments kept", "agentflow-beta\n  %% c\n  A ]--> B\n", 3, `syntax error near "...low-beta  %% c  A ]--> B": unrecognized text`},
		{"blank", " \n\n", 1, "the diagram is empty: write one or remove the fence"},
		{"hostile text", "flowchart LR\n  A[\"`);alert(1)//\u2028</script>\"] --> \n B ]", 2, `syntax error near "`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := e.Draw(t.Context(), diagram(tt.src))
			var se *SyntaxError
			if !errors.As(err, &se) {
				t.Fatalf("error %v", err)
			}
			if se.Line != tt.line || !strings.HasPrefix(se.Msg, tt.msg) {
				t.Errorf("line %d: %s\nwant line %d: %s", se.Line, se.Msg, tt.line, tt.msg)
			}
			if strings.ContainsAny(se.Msg, "\n\r") || strings.Contains(se.Msg, " at ") && strings.Contains(se.Msg, "<anonymous>") || len(se.Msg) > 400 {
				t.Errorf("not one clean line: %s", se.Msg)
			}
		})
	}
	// One bad diagram does not spoil the next.
	d := diagram(samples["pie"])
	checkSVG(t, draw(t, e, d), d)
}

func TestBrowserConcurrentDraws(t *testing.T) {
	e := newBrowser(t, nil)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			d := Diagram{Source: []byte(samples["pie"]), Page: fmt.Sprintf("%d.md", i%3), Index: i}
			out, err := e.Draw(t.Context(), d)
			if err != nil {
				t.Error(err)
				return
			}
			checkSVG(t, string(out.HTML), d)
		})
	}
	wg.Wait()
}

// tempDir makes a folder of its own the one for temporary files. Its path is
// short, as that of the usual one is.
func tempDir(t *testing.T) string {
	dir, err := os.MkdirTemp("", "t")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("TMPDIR", dir)
	return dir
}

// browsers returns the processes that were started with a profile below dir.
func browsers(t *testing.T, dir string) (found []string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return nil
	}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range lines {
		if b, err := os.ReadFile(file); err == nil && strings.Contains(string(b), "--user-data-dir="+dir) {
			found = append(found, filepath.Dir(file))
		}
	}
	return found
}

func mustBeGone(t *testing.T, dir string) {
	t.Helper()
	if b := browsers(t, dir); len(b) != 0 {
		t.Errorf("still running: %q", b)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestBrowserStartsLateAndLeavesNothing(t *testing.T) {
	mermaidScript(t)
	dir := tempDir(t)
	for range 3 {
		e := newBrowser(t, nil)
		if _, err := e.Draw(t.Context(), diagram(" ")); err == nil {
			t.Error("an empty diagram is drawn")
		}
		mustBeGone(t, dir) // nothing was started so far
		draw(t, e, diagram(samples["pie"]))
		if runtime.GOOS == "linux" && len(browsers(t, dir)) == 0 {
			t.Error("the test does not see the browser")
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		mustBeGone(t, dir)
		if _, err := e.Draw(t.Context(), diagram(samples["pie"])); err != ErrClosed {
			t.Errorf("after Close: %v", err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
	}
}

// endless makes Mermaid work for ever on a diagram that says so.
const endless = `
;(() => { const render = mermaid.render;
  mermaid.render = (id, src) => { while (src.includes("ENDLESS")); return render.call(mermaid, id, src); } })();`

func TestBrowserHonoursTheContext(t *testing.T) {
	script, err := os.ReadFile(mermaidScript(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := tempDir(t)
	e := newBrowser(t, func(o *BrowserOptions) { o.Script = append(script, endless...) })

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Draw(gone, diagram(samples["pie"])); err != context.Canceled {
		t.Errorf("ended before: %v", err)
	}
	mustBeGone(t, dir)

	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := e.Draw(short, diagram(samples["pie"])); err != context.DeadlineExceeded {
		t.Errorf("ended while starting: %v", err)
	}
	draw(t, e, diagram(samples["pie"])) // with the browser that was started then

	stuck, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := e.Draw(stuck, diagram("flowchart LR\n  ENDLESS\n")); err != context.DeadlineExceeded {
		t.Errorf("ended while drawing: %v", err)
	}
	draw(t, e, diagram(samples["pie"])) // with another browser
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	mustBeGone(t, dir)
}

func TestBrowserThatDies(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: finds the browser through /proc")
	}
	mermaidScript(t)
	dir := tempDir(t)
	e := newBrowser(t, nil)
	draw(t, e, diagram(samples["pie"]))
	for _, proc := range browsers(t, dir) {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(proc), "%d", &pid); err == nil {
			if p, err := os.FindProcess(pid); err == nil {
				_ = p.Kill()
			}
		}
	}
	_, err := e.Draw(t.Context(), diagram(samples["er"])) // the other one is known
	if err == nil || !strings.HasPrefix(err.Error(), "mermaid: the browser ended while it drew the diagram (") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	draw(t, e, diagram(samples["state"]))
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	mustBeGone(t, dir)
}

func TestBrowserSandboxIsKeptUnlessGivenUp(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: only for root must the sandbox be given up")
	}
	mermaidScript(t)
	dir := tempDir(t)
	e := newBrowser(t, func(o *BrowserOptions) { o.NoSandbox = false })
	const want = "mermaid: the browser did not start because its sandbox cannot work here (as root, or in this container): run as another user, or set no_sandbox"
	for range 2 { // the second answer is the first one, at once
		if _, err := e.Draw(t.Context(), diagram(samples["pie"])); err == nil || err.Error() != want {
			t.Errorf("error %v", err)
		}
	}
	mustBeGone(t, dir)
}

func TestBrowserThatDoesNotStart(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: needs a shell script")
	}
	fake := filepath.Join(t.TempDir(), "chrome")
	if err := os.WriteFile(fake, []byte("#!/bin/sh\nexec </dev/null >/dev/null 2>&1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	dir := tempDir(t)
	e, err := NewBrowser(BrowserOptions{Script: []byte("1"), ExecPath: fake, NoSandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Render(t.Context(), "pie", "{}")
	const want = "mermaid: the browser did not start: set up headless browser: chrome failed to start:"
	if err == nil || err.Error() != want {
		t.Errorf("error %v", err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	mustBeGone(t, dir)
}

func TestNewBrowserErrors(t *testing.T) {
	dir := t.TempDir()
	const hint = "run npm install mermaid@12.3.0 and give the path of node_modules/mermaid/dist/mermaid.min.js"
	for _, tt := range []struct {
		o    BrowserOptions
		want string
	}{
		{BrowserOptions{}, "mermaid: the browser engine needs Mermaid's script: " + hint},
		{BrowserOptions{ScriptPath: dir + "/none.js"}, "mermaid: there is no script " + dir + "/none.js: " + hint},
		{BrowserOptions{ScriptPath: dir}, "mermaid: there is no script " + dir + ": " + hint},
		{BrowserOptions{Script: []byte("1"), ExecPath: dir + "/chrome"}, `mermaid: browser "` + dir + `/chrome" is not a program: install Chromium, or correct the path`},
	} {
		_, err := NewBrowser(tt.o)
		if err == nil || err.Error() != tt.want {
			t.Errorf("\n got %v\nwant %s", err, tt.want)
		}
	}
}
