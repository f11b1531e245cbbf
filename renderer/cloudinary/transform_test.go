package cloudinary

import (
	"strings"
	"testing"
)

func TestMergeTransform(t *testing.T) {
	for _, tt := range []struct{ base, extra, want string }{
		{"q_auto,f_auto", "w_550", "q_auto,f_auto,w_550"},
		{"q_auto,f_auto", "", "q_auto,f_auto"},
		{"", "w_550", "w_550"},
		{"", "", ""},
		// In the order written; a repeated one replaces in place.
		{"q_auto,f_auto", "c_fill,ar_1,w_9", "q_auto,f_auto,c_fill,ar_1,w_9"},
		{"q_auto,f_auto", "w_550,q_80", "q_80,f_auto,w_550"},
		{"q_auto,w_100,f_auto", "w_550", "q_auto,w_550,f_auto"},
		{"dpr_2,d_x", "dpr_3", "dpr_3,d_x"},
		{"", "w_1,q_auto,w_2", "w_2,q_auto"},
		{"w_1,w_2", "", "w_2"},
		{"q_auto", "q_auto", "q_auto"},
		// Empty ones are dropped.
		{",q_auto,,f_auto,/", ",w_1,", "q_auto,f_auto,w_1"},
		// Chains.
		{"a_90/q_auto", "w_1", "a_90/q_auto,w_1"},
		{"q_auto", "w_1/e_sepia/r_max", "q_auto,w_1/e_sepia/r_max"},
		{"w_9/q_auto", "q_80,w_1/w_2,w_3", "w_9/q_80,w_1/w_3"},
		{"q_auto,f_auto", "/w_1", "q_auto,f_auto/w_1"},
		// Flags add up.
		{"fl_progressive,q_auto", "fl_lossy", "fl_progressive.lossy,q_auto"},
		{"fl_a.b", "fl_b.c,fl_d", "fl_a.b.c.d"},
		{"", "fl_lossy,w_1,fl_lossy", "fl_lossy,w_1"},
		// Units are appended.
		{"q_auto,w_100", "if_w_gt_100,w_50", "q_auto,w_100/if_w_gt_100,w_50"},
		{"if_w_gt_100/w_50/if_end", "w_7", "if_w_gt_100/w_50/if_end/w_7"},
		{"if_w_gt_100,w_50", "w_7,q_1", "if_w_gt_100,w_50/w_7,q_1"},
		{"q_auto,w_100", "$w_100,w_$w", "q_auto,w_100/$w_100,w_$w"},
		{"$w_100", "w_$w", "$w_100/w_$w"},
		{"", "$a_1,$a_2", "$a_1,$a_2"},
		{"w_550,q_auto", "l_logo,w_100,g_south/fl_layer_apply", "w_550,q_auto/l_logo,w_100,g_south/fl_layer_apply"},
		{"l_logo/fl_layer_apply,g_south", "g_north", "l_logo/fl_layer_apply,g_south/g_north"},
		{"w_5", "u_logo,w_1", "w_5/u_logo,w_1"},
	} {
		got := MergeTransform(tt.base, tt.extra)
		if got != tt.want {
			t.Errorf("MergeTransform(%q, %q) = %q, want %q", tt.base, tt.extra, got, tt.want)
		}
	}
}

// FuzzMergeTransform: what comes out is canonical, and an author's component
// that was merged is not merged in a second time.
func FuzzMergeTransform(f *testing.F) {
	f.Add("q_auto,f_auto", "w_550")
	f.Add("fl_a.b/,c", "fl_b,fl")
	f.Add("if_x/if_end", "$a_1,w_1/l_x")
	f.Add("fl_.", "fl__a")
	f.Fuzz(func(t *testing.T, base, extra string) {
		m := MergeTransform(base, extra)
		if got := MergeTransform(m, ""); got != m {
			t.Errorf("%q is not canonical: %q", m, got)
		}
		if got := MergeTransform("", m); got != m {
			t.Errorf("%q is not canonical: %q", m, got)
		}
		first, rest, _ := strings.Cut(extra, "/")
		if e := parameters(first); len(e) > 0 && !isUnit(e) && len(components(rest)) == 0 {
			if got := MergeTransform(m, extra); got != m {
				t.Errorf("%q and %q: %q, a second time %q", base, extra, m, got)
			}
		}
		if s := SrcsetTransform(m); SrcsetTransform(s) != s {
			t.Errorf("SrcsetTransform(%q): %q, a second time %q", m, s, SrcsetTransform(s))
		}
	})
}

func TestSrcsetTransform(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "",
		"q_auto,f_auto,w_550":         "q_auto/f_auto/w_550",
		"f_auto,q_auto":               "f_auto/q_auto",
		"c_fill,q_auto,w_9,ar_1":      "c_fill,w_9,ar_1/q_auto",
		"w_1/q_auto,f_auto":           "w_1/q_auto/f_auto",
		"l_a,w_1,q_1":                 "l_a,w_1,q_1",
		"$w_1,q_auto":                 "$w_1,q_auto",
		"q_auto,fl_progressive.awebp": "q_auto/fl_progressive.awebp",
	} {
		if got := SrcsetTransform(in); got != want {
			t.Errorf("SrcsetTransform(%q) = %q, want %q", in, got, want)
		}
	}
}

func BenchmarkMergeTransform(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		MergeTransform("q_auto,f_auto", "w_550")
	}
}
