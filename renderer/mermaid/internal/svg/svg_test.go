package svg

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func finish(t testing.TB, light, dark string, o Options) *Picture {
	t.Helper()
	p, err := Finish(light, dark, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSanitize(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`<script>alert(1)</script><rect width="1" height="1"/>`, `<rect width="1" height="1"/>`},
		{`<rect width="1" height="1" onload="alert(1)" onClick="x"/>`, `<rect width="1" height="1"/>`},
		{`<a href="javascript:alert(1)"><text>x</text></a>`, `<a><text>x</text></a>`},
		{`<a href=" java&#10;script:alert(1)"><text>x</text></a>`, `<a><text>x</text></a>`},
		{`<a xlink:href="https://a.example/?b&amp;c"><text>x</text></a>`, `<a href="https://a.example/?b&amp;c"><text>x</text></a>`},
		{`<image href="https://a.example/x.png" width="1" height="1"/><rect width="1" height="1"/>`, `<image width="1" height="1"/><rect width="1" height="1"/>`},
		{`<image href="data:image/svg+xml;base64,AAAA" width="1" height="1"/>`, `<image width="1" height="1"/>`},
		{`<rect width="1" height="1" fill="url(https://a.example/#x)"/>`, `<rect width="1" height="1"/>`},
		{`<rect width="1" height="1" style="fill:red;background:url(//a.example);stroke:url('//a.example')"/>`, `<rect width="1" height="1" style="fill:red"/>`},
		{`<rect width="1" height="1" style="fill:u\72l(//a.example)"/>`, `<rect width="1" height="1"/>`},
		{`<set attributeName="href" to="javascript:alert(1)"/><animate/><text>x</text>`, `<text>x</text>`},
		{`<style>@import url(//a.example/x.css);rect{fill:red}</style><rect width="1" height="1"/>`, `<style>#` + Prefix + ` rect{fill:red}</style>`},
		{`<style>@font-face{font-family:x;src:url(//a.example)}rect{fill:expression(1);stroke:blue}</style><rect width="1" height="1"/>`, `rect{stroke:blue}</style>`},
		{`<style>body{fill:red}circle{fill:red}</style><rect width="1" height="1"/>`, `><title`}, // matches nothing: goes
		{`<foreignObject x="0" y="0" width="100" height="40"><div>one<br/>two</div></foreignObject>`, `<tspan x="50" dy="-.75em">one</tspan><tspan x="50" dy="1.5em">two</tspan></text>`},
		{`<switch><foreignObject width="9" height="9"><div>x</div></foreignObject><text>x</text></switch>`, `<switch><text>x</text></switch>`},
		{`<text>a &lt;b&gt; &amp; "c"</text>`, `<text>a &lt;b&gt; &amp; "c"</text>`},
	} {
		in := `<svg id="m" viewBox="0 0 10 10">` + tt.in + `</svg>`
		out := finish(t, in, "", Options{}).Body
		if !strings.Contains(out, tt.want) {
			t.Errorf("%s\n gave %s\n want %s", tt.in, out, tt.want)
		}
		for _, bad := range []string{"script", "alert", "a.example/x", "onload", "import", "foreignObject"} {
			if strings.Contains(out, bad) && !strings.Contains(tt.want, bad) {
				t.Errorf("%s: %q is left in %s", tt.in, bad, out)
			}
		}
	}
}

func TestIDs(t *testing.T) {
	in := `<svg id="m" viewBox="0 0 10 10"><style>#m .edge{marker-end:url(#m_7)}#m #n3 rect{fill:red}</style>` +
		`<defs><marker id="m_7"><path d="M0 0L1 1"/></marker><marker id="unused"><path d="M0 0"/></marker></defs>` +
		`<g id="n3"><rect width="1" height="1"/></g><g id="nobody" class="edge"><path d="M1 1L2 2" marker-start="url(#m_7)"/></g><use href="#n3"/><use href="#gone"/></svg>`
	out := finish(t, in, "", Options{}).Inline("p-1")
	for _, want := range []string{`<svg id="p-1"`, `<marker id="p-1-1">`, `marker-end:url(#p-1-1)`, `<g id="p-1-2">`, `#p-1-2 rect`, `href="#p-1-2"`, `href="#p-1-none"`} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %s in %s", want, out)
		}
	}
	for _, gone := range []string{"m_7", "unused", "nobody", Prefix} {
		if strings.Contains(out, gone) {
			t.Errorf("%s is left in %s", gone, out)
		}
	}
}

func TestModes(t *testing.T) {
	picture := func(color string) string {
		return `<svg id="m" viewBox="0 0 10 10"><style>#m rect{fill:` + color + `}</style><rect width="1" height="1"/>` +
			`<path d="M0 0L1 1" stroke="` + color + `"/><text style="fill:` + color + `;font-size:9px">x</text></svg>`
	}
	p := finish(t, picture("#fff"), picture("#000"), Options{})
	if len(p.Colors) != 1 || p.Looks() != 2 {
		t.Fatalf("colours %v", p.Colors)
	}
	for _, want := range []string{"@media(prefers-color-scheme:dark){#x{--c0:#000;}}", `:is([data-theme="light"],.light) #x{--c0:#fff;}`, "#x rect{fill:var(--c0)}", ":where(#x) :where(.w0){stroke:var(--c0)}", `style="fill:var(--c0);font-size:9px"`} {
		if !strings.Contains(p.Inline("x"), want) {
			t.Errorf("there is no %s in %s", want, p.Inline("x"))
		}
	}
	if d := p.Dark(); !strings.Contains(d, "fill:#000") || strings.Contains(d, "var(") || !strings.HasPrefix(d, `<svg xmlns="http://www.w3.org/2000/svg" id=`) {
		t.Errorf("dark file %s", d)
	}
	// Pictures with another structure stand side by side.
	two := finish(t, picture("#fff"), strings.Replace(picture("#000"), "<text", `<rect width="2" height="2"/><text`, 1), Options{})
	if out := two.Inline("x"); two.OtherBody == "" || strings.Count(out, "<svg") != 2 || !strings.Contains(out, "#x-dark{display:none}") {
		t.Errorf("two pictures: %s", out)
	}
}

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{
		"M10.000001,20.5 L 30.129,-0.004": "M10 20.5L30.13 0",
		"M-0.5-0.25h3.999":                "M-.5-.25h4",
		"M0 0A5.5 5.5 0 0 1 10 -3":        "M0 0A5.5 5.5 0 0 1 10 -3",
		"M0,0L1,1L2,2Z":                   "M0 0L1 1 2 2Z",
	} {
		if got := shortenPath(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := shortenTransform("translate(10.126, -0.001) rotate(45.12346)"); got != "translate(10.13,0)rotate(45.1235)" {
		t.Error(got)
	}
}

func FuzzFinish(f *testing.F) {
	f.Add(`<svg id="m" viewBox="0 0 1 1"><style>#m a>b{fill:red}</style><rect id="a" width="1" height="1"/></svg>`)
	f.Add(`<svg><foreignObject><div>x</div></foreignObject><style>@keyframes d{to{fill:red}}</style></svg>`)
	f.Fuzz(func(t *testing.T, in string) {
		p, err := Finish(in, "", Options{})
		if err != nil {
			return
		}
		for _, out := range []string{p.Inline("x"), p.Light()} {
			wellFormed(t, out)
			lower := strings.ToLower(out)
			if strings.Contains(lower, "<script") || strings.Contains(lower, "<foreignobject") || strings.Contains(p.Body, "\n") {
				t.Errorf("%q gave %q", in, out)
			}
		}
	})
}

func wellFormed(t *testing.T, out string) {
	t.Helper()
	x := xml.NewDecoder(strings.NewReader(out))
	for {
		if _, err := x.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("not well-formed: %v: %q", err, out)
			return
		}
	}
}
