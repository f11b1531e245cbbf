package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

func TestStyleIsSmall(t *testing.T) {
	css := minify(styleSource)
	if len(css) >= 6<<10 {
		t.Errorf("the stylesheet has %d bytes, want fewer than 6 KB", len(css))
	}
	if strings.Contains(css, "/*") || strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("minify broke the stylesheet")
	}
}

// WCAG 2.2 asks for a contrast of 4.5 between text and what is behind it.
func TestContrast(t *testing.T) {
	light, dark, found := strings.Cut(minify(styleSource), "prefers-color-scheme:dark")
	if !found {
		t.Fatal("no dark scheme")
	}
	for name, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--(\w+):(#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
			colours[m[1]] = m[2]
		}
		if len(colours) < 13 {
			t.Fatalf("%s: only %d colours", name, len(colours))
		}
		for fg, c := range colours {
			if fg == "bg" || fg == "box" || fg == "line" {
				continue
			}
			for _, bg := range []string{"bg", "box"} {
				if r := contrast(c, colours[bg]); r < 4.5 {
					t.Errorf("%s: --%s on --%s has a contrast of %.2f, want 4.5", name, fg, bg, r)
				}
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
}

func luminance(hex string) float64 {
	var l float64
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

// Every token class in the stylesheet is one that chroma writes.
func TestTokenClassesExist(t *testing.T) {
	known := map[string]bool{}
	for _, class := range chroma.StandardTypes {
		known[class] = true
	}
	_, rules, found := strings.Cut(minify(styleSource), ".chroma{")
	if !found {
		t.Fatal("no .chroma rules")
	}
	rules, _, _ = strings.Cut(rules, "}}")
	classes := regexp.MustCompile(`\.([a-z][a-z0-9]*)`).FindAllStringSubmatch(rules, -1)
	if len(classes) < 50 {
		t.Fatalf("only %d classes", len(classes))
	}
	for _, m := range classes {
		if !known[m[1]] {
			t.Errorf("chroma has no class %q", m[1])
		}
	}
}
