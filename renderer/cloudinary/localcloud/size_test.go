package localcloud

import "testing"

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		tx   string
		w, h int
		ok   bool
	}{
		{"", 1000, 500, true},
		{"q_auto,f_auto,w_550", 550, 275, true},
		{"w_2000", 2000, 1000, true},
		{"c_limit,w_2000", 1000, 500, true},
		{"c_fill,ar_1", 500, 500, true},
		{"c_fill,ar_16:9,w_320", 320, 180, true},
		{"c_pad,w_300,h_300", 300, 300, true},
		{"w_500/a_90", 250, 500, true},
		{"t_card", 1000, 500, false},
		{"l_logo,w_10/fl_layer_apply", 1000, 500, false},
	} {
		w, h, ok, err := Size(tt.tx, 1000, 500)
		if w != tt.w || h != tt.h || ok != tt.ok || err != nil {
			t.Errorf("%q: %d x %d, %v, %v; want %d x %d, %v", tt.tx, w, h, ok, err, tt.w, tt.h, tt.ok)
		}
	}
	if _, _, _, err := Size("w_none", 10, 10); err == nil {
		t.Error("no error")
	}
}
