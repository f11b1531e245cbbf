package mermaid

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia/internal/browsertest"
)

// What hostile diagrams try to get into a page: each runs, or asks for
// something, where it is taken for more than text.
var attacks = []string{
	`<script>ran()</script>`,
	`<img src=/x onerror=ran()>`,
	`<svg onload=ran()><animate onbegin=ran() attributeName=x dur=1s /></svg>`,
	`</text></svg><iframe srcdoc='<script>parent.ran()</script>'></iframe>`,
	`</style><script>ran()</script><style>`,
	`</title><script>ran()</script>`,
	`<math><mtext><table><mglyph><style><img src=/x onerror=ran()></style></mglyph></table></mtext></math>`,
	`<a href=javascript:ran()>x</a>`,
	`<foreignObject><body onload=ran()><input autofocus onfocus=ran()></body></foreignObject>`,
	`#lt;script#gt;ran()#lt;/script#gt;`,
	`&lt;img src=/x onerror=ran()&gt;`,
	`<use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=ran()/>#x'/>`,
	`<style>@import '/x.css';*{background:url(/x)}</style>`,
}

// Where they put it; %s is the attack.
var places = []string{
	"flowchart LR\n  A[\"%s\"] -- \"%[1]s\" --> B\n",
	"sequenceDiagram\n  participant A as %s\n  A->>A: %[1]s\n  Note over A: %[1]s\n",
	"classDiagram\n  class A[\"%s\"] {\n    +%[1]s\n  }\n",
	"stateDiagram-v2\n  s : %s\n  [*] --> s : %[1]s\n",
	"erDiagram\n  A[\"%s\"] {\n    string x \"%[1]s\"\n  }\n",
	"---\ntitle: \"%s\"\nconfig:\n  fontFamily: \"%[1]s\"\n  themeVariables:\n    primaryColor: \"%[1]s\"\n---\npie\n  \"%[1]s\" : 1\n  \"b\" : 2\n",
	"mindmap\n  root((\"%s\"))\n    a[\"%[1]s\"]\n",
	"gitGraph\n  commit id: \"%s\" tag: \"%[1]s\"\n",
	"timeline\n  title %s\n  2020 : %[1]s\n",
}

// What is not about markup.
var others = []string{
	"flowchart LR\n A --> B\n click A \"javascript:ran()\"\n click B call ran()\n",
	"flowchart LR\n A --> B\n click A href \"java\tscript:ran()\" _blank\n click B href \"vbscript:ran()\"\n",
	"flowchart LR\n A --> B\n click A href \"data:text/html,<script>ran()</script>\"\n",
	"flowchart LR\n A:::x --> B\n classDef x fill:url(/x.svg#a),stroke:red,background:url(/x)\n style B fill:#fff,filter:url(/x)\n",
	"flowchart LR\n A:::x\n classDef x color:red}</style><script>ran()</script><style>a{\n",
	"flowchart LR\n A\n classDef default fill:red;}*{background:url(/x)}@import '/x.css';a{\n",
	"%%{init: {'themeCSS': '@import url(/x.css);*{background:url(/x)}'}}%%\nflowchart LR\n A --> B\n",
	"%%{init: {'securityLevel': 'loose', 'htmlLabels': true, 'flowchart': {'htmlLabels': true}}}%%\nflowchart LR\n A[\"<img src=/x onerror=ran()>\"]\n click A call ran()\n",
	"%%{init: {'dompurifyConfig': {'ADD_TAGS': ['script'], 'ADD_ATTR': ['onload']}}}%%\nflowchart LR\n A[\"<script>ran()</script>\"]\n",
	"%%{init: {'__proto__': {'polluted': 1}, 'constructor': {'prototype': {'polluted': 1}}}}%%\nflowchart LR\n A --> B\n",
	"---\nconfig:\n  __proto__:\n    polluted: 1\n  constructor:\n    prototype:\n      polluted: 1\n---\nflowchart LR\n A --> B\n",
	"flowchart LR\n __proto__ --> constructor\n constructor --> toString\n hasOwnProperty --> valueOf\n",
	"classDiagram\n class __proto__\n class constructor\n __proto__ <|-- constructor\n",
	"flowchart LR\n A@{ img: \"/x.png\", label: \"x\", w: 60, h: 60 }\n B@{ img: \"javascript:ran()\", label: \"x\" }\n",
	"flowchart LR\n A@{ icon: \"fa:user\", label: \"<script>ran()</script>\" }\n",
	"sequenceDiagram\n participant A\n link A: x @ javascript:ran()\n links A: {\"x\": \"javascript:ran()\", \"y\": \"//e.example\"}\n properties A: {\"class\": \"x\\\" onload=ran()\"}\n A->>A: hi\n",
	"gantt\n dateFormat YYYY-MM-DD\n T :a1, 2024-01-01, 3d\n click a1 href \"javascript:ran()\"\n click a1 call ran()\n",
	"C4Context\n Person(a, \"<script>ran()</script>\", $sprite=\"/x.png\", $link=\"javascript:ran()\")\n",
	// Endless, enormous and deep ones.
	"gantt\n dateFormat YYYY-MM-DD\n tickInterval 1millisecond\n T :a1, 0001-01-01, 9999-01-01\n",
	"gantt\n dateFormat YYYY-MM-DD\n excludes 2024-01-01, monday, tuesday, wednesday, thursday, friday, saturday, sunday\n T :a1, 2024-01-01, 30d\n",
	"flowchart LR\n" + strings.Repeat("x", 10<<20),
	"flowchart LR\n" + strings.Repeat("subgraph a\n", 200) + strings.Repeat("end\n", 200),
	"flowchart LR\n A[\"" + strings.Repeat("<b>", 3000) + "\"]\n",
	"flowchart LR\n " + strings.Repeat("A[", 3000),
	"mindmap\n" + nested(60),
	"---\n" + strings.Repeat("a: &a [*a, *a]\n", 50) + "---\nflowchart LR\n A\n",
	"sequenceDiagram\n" + strings.Repeat("loop x\n", 300) + "A->>B: x\n" + strings.Repeat("end\n", 300),
	"xychart\n x-axis 0 --> 1e308\n y-axis -1e308 --> 1e308\n line [" + strings.Repeat("1e308,", 2000) + "1]\n",
}

func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i+1) + fmt.Sprintf("n%d\n", i))
	}
	return b.String()
}

// hostileDiagrams are more than a hundred, with attributes of the fence.
func hostileDiagrams() (list []Diagram) {
	add := func(src, info string) {
		list = append(list, Diagram{Source: []byte(src), Info: info, Page: "hostile.md", Index: len(list)})
	}
	for _, attack := range attacks {
		for _, place := range places {
			add(fmt.Sprintf(place, strings.ReplaceAll(attack, `"`, `'`)), "")
		}
		quoted := strings.ReplaceAll(attack, `"`, `\"`)
		add("flowchart LR\n A --> B\n", fmt.Sprintf(`{caption="%s" alt="%[1]s" class="%[1]s" id="%[1]s"}`, quoted))
	}
	for _, src := range others {
		add(src, "")
	}
	return list
}

// Nothing that can run or load comes out, whatever goes in; nothing takes
// longer than it may; and the diagrams after them are as if there had been none.
func TestHostileDiagrams(t *testing.T) {
	const most = 20 * time.Second
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{Timeout: most, Engines: 1})
	drawn, page := 0, strings.Builder{}
	files := map[string][]byte{}
	list := hostileDiagrams()
	for _, d := range list {
		began := time.Now()
		out, err := e.Draw(t.Context(), d)
		if took := time.Since(began); took > 2*most {
			t.Errorf("%.80q took %v", d.Source, took)
		}
		if err != nil { // refused is as good
			if len(err.Error()) > 1000 || strings.Contains(err.Error(), "\n") {
				t.Errorf("%.80q: not one short line: %.200q", d.Source, err.Error())
			}
			continue
		}
		drawn++
		checkHarmless(t, string(d.Source), string(out.HTML))
		page.Write(out.HTML)
		light, _ := out.Files()
		name := fmt.Sprintf("/%d.svg", d.Index)
		files[name] = light
		fmt.Fprintf(&page, `<iframe src="%s"></iframe>`, name) // a document of its own: more may run there than in an <img>
	}
	if len(list) < 100 || drawn < 60 {
		t.Errorf("%d of %d are drawn: the test tests too little", drawn, len(list))
	}
	fresh, _ := newEmbedded(t, Options{}, EmbeddedOptions{Engines: 1})
	for name, src := range samples {
		if draw(t, e, diagram(src)) != draw(t, fresh, diagram(src)) {
			t.Errorf("%s is another one after hostile diagrams", name)
		}
	}
	t.Run("in a browser", func(t *testing.T) {
		if FindBrowser() == "" {
			skip(t, "no browser found")
		}
		visit(t, page.String(), files)
	})
}

// checkHarmless reads a page fragment as strict XML and holds every element and
// attribute against what could run or load something.
func checkHarmless(t *testing.T, src, out string) {
	t.Helper()
	x := xml.NewDecoder(strings.NewReader(out))
	for {
		token, err := x.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%.80q: not well-formed: %v", src, err)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch strings.ToLower(start.Name.Local) {
		case "script", "foreignobject", "iframe", "image", "img", "object", "embed", "animate", "set", "link", "meta":
			t.Errorf("%.80q: <%s>", src, start.Name.Local)
		}
		for _, a := range start.Attr {
			value := strings.ToLower(strings.Join(strings.Fields(a.Value), ""))
			if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(value, "javascript:") && a.Name.Local == "href" ||
				strings.HasPrefix(value, "data:") || a.Name.Local != "class" && a.Name.Local != "id" && strings.Contains(value, "url(") && !strings.Contains(value, "url(#") {
				t.Errorf("%.80q: %s=%q", src, a.Name.Local, a.Value)
			}
		}
	}
}

// visit loads a page and the files that it names in a real browser: nothing
// runs, nothing else is asked for, no dialog opens, and no link runs anything.
func visit(t *testing.T, body string, files map[string][]byte) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if data, ok := files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write(data)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, `<!doctype html><link rel=icon href="data:,"><body>%s</body>`, body)
	}))
	defer srv.Close()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(FindBrowser()), chromedp.UserDataDir(browsertest.Profile(t)))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() { // gently, so that it removes its files
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
	}()

	var mu sync.Mutex
	var events []string
	happened := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, what)
	}
	chromedp.ListenTarget(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventBindingCalled:
			happened("a script ran: " + ev.Payload)
		case *page.EventJavascriptDialogOpening:
			happened("a dialog: " + ev.Message)
			go func() { _ = chromedp.Run(ctx, page.HandleJavaScriptDialog(true)) }()
		case *page.EventWindowOpen:
			happened("a window: " + ev.URL)
		case *network.EventRequestWillBeSent:
			path := strings.TrimPrefix(ev.Request.URL, srv.URL)
			if _, ok := files[path]; !ok && path != "/" && path != "data:," {
				happened("a request: " + ev.Request.URL)
			}
		}
	})
	// Every element is pointed at, focused and clicked; links do not lead away.
	const touch = `(() => {
		const hrefs = [];
		addEventListener("click", (e) => e.preventDefault());
		const documents = [document, ...[...document.querySelectorAll("iframe")].map((f) => f.contentDocument)];
		for (const d of documents) {
			for (const e of d.querySelectorAll("*")) {
				const href = e.getAttribute("href") ?? e.getAttribute("xlink:href");
				if (href !== null && e.localName !== "link") hrefs.push(href);
				for (const type of ["mouseover", "focus", "load", "error"]) e.dispatchEvent(new Event(type));
				if (e.localName !== "a") e.dispatchEvent(new Event("click"));
			}
		}
		return hrefs.filter((h) => !/^(#|https?:|\/\/)/.test(h));
	})()`
	var links []string
	var isolated bool
	err := chromedp.Run(ctx, network.Enable(), page.Enable(), runtime.AddBinding("ran_"),
		chromedp.ActionFunc(func(c context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(`window.ran = (...a) => ran_("ran " + a)`).Do(c)
			return err
		}),
		chromedp.Navigate(srv.URL+"/"), chromedp.Evaluate(touch, &links),
		chromedp.Evaluate(`({}).polluted === undefined`, &isolated),
		// What was begun is over: a script of ours after it has its turn.
		chromedp.Evaluate(`new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 300))`, nil, awaited),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		t.Error(e)
	}
	if len(links) > 0 || !isolated {
		t.Errorf("links %q, isolated %t", links, isolated)
	}
	// The listeners hear what they listen for.
	events = nil
	const attack = `new Promise((done) => { heard = done; document.body.innerHTML = "<img src=/heard onerror='ran(1);heard(true)'>" })`
	if err = chromedp.Run(ctx, chromedp.Evaluate(attack, nil, awaited)); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if all := strings.Join(events, "\n"); !strings.Contains(all, "a script ran: ran 1") || !strings.Contains(all, "a request: "+srv.URL+"/heard") {
		t.Errorf("heard only %q", all)
	}
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
