package embedded

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	modules := []part{{Name: "a"}, {Name: partGlobals, Imports: []string{"a"}}, {Name: partEntry}, {Name: partLicenses}}
	whole, err := encode("12.3.0", modules, map[string][]byte{"a": []byte("aaa"), partLicenses: []byte("free")})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	imports, code, err := b.part("a")
	if text, _ := b.Licenses(); b.Mermaid() != "12.3.0" || text != "free" || string(code) != "aaa" || imports != nil || err != nil {
		t.Errorf("%q, %q, %q, %v", b.Mermaid(), text, code, err)
	}
	other, err := encode("12.3.0", modules[:2], nil)
	if err != nil {
		t.Fatal(err)
	}
	cycle, err := encode("12.3.0", []part{{Name: "a", Imports: []string{"a"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for want, data := range map[string][]byte{
		"not a Mermaid bundle":  []byte("<html>"),
		"for another version":   bytes.Replace(whole, []byte(magic+format), []byte(magic+"1\n"), 1),
		"QuickJS v0.0.1":        bytes.Replace(whole, []byte(quickjsVersion), []byte("v0.0.1"), 1),
		"cut short":             whole[:len(whole)-1],
		`no part "entry"`:       other,
		"the bundle is damaged": cycle,
	} {
		if _, err := Parse(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	same := bytes.Replace(whole, []byte(hashOf([]byte("aaa"))), []byte(hashOf([]byte("bbb"))), 1)
	if b, err = Parse(same); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.part("a"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a part with another hash: %v", err)
	}
}

// A diagram loads its own type and what all share: less than a third of the
// bundle.
func TestModulesAreLoadedWhenNeeded(t *testing.T) {
	b, err := Find()
	if errors.Is(err, ErrNoBundle) {
		t.Skip("there is no bundle: run make bundle")
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMachine(b, 512<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	size := func() (n int) {
		for name := range m.loaded {
			n += b.parts[name].Size
		}
		return n
	}
	all := 0
	for _, p := range b.header.Parts {
		all += p.Size
	}
	first := size()
	draw := func(source string) {
		svg, err := m.render(context.Background(), time.Now().Add(time.Minute), source, `{"layout":"dagre","look":"classic"}`, "")
		if err != nil || !strings.Contains(svg[0], "</svg>") {
			t.Errorf("%s: %.100s, %v", source, svg[0], err)
		}
	}
	draw("flowchart LR\n A --> B\n")
	flowchart := size()
	draw("pie\n \"a\": 1\n")
	if pie := size(); first >= flowchart || flowchart*3 > all || pie <= flowchart {
		t.Errorf("%d of %d bytes at the start, %d with a flowchart, %d with a pie", first, all, flowchart, pie)
	}
}
