package main

import "testing"

func TestMeasure(t *testing.T) {
	p := measureSVG(`<svg viewBox="0 -5 100 50"><style>text{fill:red}</style><g><rect/><path d=""/></g><text>a <tspan>b</tspan></text><svg viewBox="0 0 1 1"/></svg>`)
	if p.shapes != 3 || p.text != "ab" || p.size() != "100.0 x 50.0" {
		t.Errorf("%+v", p)
	}
	if !p.near(picture{width: 101, height: 49.5}) || p.near(picture{width: 104, height: 50}) {
		t.Error("near is not within two percent")
	}
}
