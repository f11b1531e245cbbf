package localcloud

import (
	"image"
	"testing"
)

// The sizes that Cloudinary's documentation gives for each mode
// (https://cloudinary.com/documentation/resizing_and_cropping,
// image_resize_modes, image_padding_modes, image_crop_modes and
// transformation_reference#c_crop_resize there), for a picture of 1000 by 667 where
// nothing else is said.
func TestSizes(t *testing.T) {
	for _, c := range []struct {
		tx           string
		iw, ih, w, h int
	}{
		{"w_500", 1000, 667, 500, 334},
		{"h_200", 1000, 667, 300, 200},
		{"w_0.5", 1000, 667, 500, 334},
		{"w_1.0,h_0.5", 1000, 667, 1000, 334},
		{"w_300,h_300", 1000, 667, 300, 300},
		{"c_scale,w_2000", 1000, 667, 2000, 1334},
		{"c_scale,w_100,h_150", 1000, 667, 100, 150},
		{"c_scale,ar_1:1,w_300", 1000, 667, 300, 300},
		{"c_fit,w_250,h_250", 1000, 667, 250, 167},
		{"c_fit,w_250,h_100", 1000, 667, 150, 100},
		{"c_fit,w_2000,h_2000", 1000, 667, 2000, 1334},
		{"c_limit,w_250,h_250", 1000, 667, 250, 167},
		{"c_limit,w_2000,h_2000", 1000, 667, 1000, 667},
		{"c_limit,w_550", 400, 300, 400, 300},
		{"c_mfit,w_250,h_250", 1000, 667, 1000, 667},
		// "scaled up so that it takes up as much space as possible within a
		// bounding box" (image_resize_modes#mfit_minimum_fit)
		{"c_mfit,w_2000,h_2000", 1000, 667, 2000, 1334},
		{"c_mfit,w_1500,h_500", 1000, 667, 1000, 667},
		{"c_fill,w_250,h_250", 1000, 667, 250, 250},
		{"c_fill,w_2000,h_100", 1000, 667, 2000, 100},
		{"c_fill,ar_16:9,w_640", 1000, 667, 640, 360},
		{"c_fill,ar_2.5,h_200", 1000, 667, 500, 200},
		{"c_fill,ar_1", 1000, 667, 667, 667},
		{"c_fill,w_300", 1000, 667, 300, 200},
		{"c_lfill,w_250,h_250", 1000, 667, 250, 250},
		{"c_lfill,w_2000,h_2000", 1000, 667, 1000, 667},
		{"c_lfill,w_500,h_2000", 1000, 667, 500, 667},
		{"c_thumb,g_face,w_150,h_150", 1000, 667, 150, 150},
		{"c_auto,g_auto,w_120,h_80", 1000, 667, 120, 80},
		{"c_pad,w_250,h_250,b_auto", 1000, 667, 250, 250},
		{"c_pad,w_1500,h_300", 1000, 667, 1500, 300},
		{"c_pad,ar_1", 1000, 667, 1000, 1000},
		{"c_lpad,w_2000,h_1000", 1000, 667, 2000, 1000},
		{"c_mpad,w_1500,h_500", 1000, 667, 1500, 667},
		{"c_crop,w_300,h_200", 1000, 667, 300, 200},
		{"c_crop,w_300", 1000, 667, 300, 667},
		{"c_crop,w_3000,h_100", 1000, 667, 1000, 100},
		{"c_crop,ar_1", 1000, 667, 667, 667},
		{"c_crop,w_0.5,h_0.5", 1000, 667, 500, 334},
		{"c_crop,w_iw,h_100", 1000, 667, 1000, 100},
		{"w_100,dpr_2.0", 1000, 667, 200, 133},
		{"c_fill,w_100,h_50,dpr_3", 1000, 667, 300, 150},
		{"w_100,dpr_auto", 1000, 667, 100, 67},
		{"w_auto", 1000, 667, 1000, 667},
		{"w_500/c_crop,w_100,h_100", 1000, 667, 100, 100},
		{"c_fill,w_400,h_400/w_0.5", 1000, 667, 200, 200},
		{"w_1", 1000, 667, 1, 1},
		// What belongs to a layer or a condition does not resize the picture.
		{"l_logo,w_10/fl_layer_apply,g_south,w_5", 1000, 667, 1000, 667},
		{"w_500/l_logo/c_fill,w_10/fl_layer_apply/w_0.5", 1000, 667, 250, 167},
		{"if_w_gt_300/c_fill,w_300/if_end/w_0.5", 1000, 667, 500, 334},
		{"l_text:Arial_20:a%252Cb%2Fc,w_3/w_0.5", 1000, 667, 500, 334},
		{"$w_3/w_$w,h_400", 1000, 667, 600, 400},
		{"q_auto,f_auto,w_550", 1600, 1200, 550, 413},
		{"e_blur:300,w_40", 1000, 667, 40, 27},
		{"a_90", 1000, 667, 667, 1000},
		{"a_90,w_100", 1000, 667, 100, 150},
	} {
		tr, err := parseTransform(c.tx)
		if err != nil {
			t.Errorf("%s: %v", c.tx, err)
			continue
		}
		size := image.Pt(c.iw, c.ih)
		for _, s := range tr.steps {
			if s.turn == 90 {
				size.X, size.Y = size.Y, size.X
			}
			size = s.plan(size.X, size.Y).size()
		}
		if size != image.Pt(c.w, c.h) {
			t.Errorf("%s of %d x %d: %v, want %d x %d", c.tx, c.iw, c.ih, size, c.w, c.h)
		}
	}
}

// Which part of a picture is left.
func TestGravity(t *testing.T) {
	for tx, want := range map[string]image.Rectangle{
		"c_crop,w_100,h_50":                         image.Rect(450, 275, 550, 325),
		"c_crop,w_100,h_50,g_north_west":            image.Rect(0, 0, 100, 50),
		"c_crop,w_100,h_50,g_south_east":            image.Rect(900, 550, 1000, 600),
		"c_crop,w_100,h_50,g_south_east,x_10,y_20":  image.Rect(890, 530, 990, 580),
		"c_crop,w_100,h_50,x_10,y_20":               image.Rect(10, 20, 110, 70),
		"c_crop,w_100,h_50,g_west":                  image.Rect(0, 275, 100, 325),
		"c_crop,w_100,h_50,x_5000,y_5000":           image.Rect(900, 550, 1000, 600),
		"c_crop,w_100,h_50,g_north_west,x_-5,y_-10": image.Rect(0, 0, 100, 50),
		"c_fill,w_300,h_300":                        image.Rect(200, 0, 800, 600),
		"c_fill,w_300,h_300,g_west":                 image.Rect(0, 0, 600, 600),
		"c_fill,w_300,h_300,g_north_east":           image.Rect(400, 0, 1000, 600),
		"c_thumb,w_300,h_300,g_face":                image.Rect(200, 0, 800, 600),
	} {
		tr, err := parseTransform(tx)
		if err != nil {
			t.Fatal(err)
		}
		if got := tr.steps[0].plan(1000, 600).cut; got != want {
			t.Errorf("%s: %v, want %v", tx, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	for tx, want := range map[string]string{
		"zz_3":          "Invalid transformation parameter - zz_3",
		"w_550,bogus":   "Invalid transformation parameter - bogus",
		"w_":            "Invalid transformation parameter - w_",
		"w_abc":         "Invalid width in transformation: abc",
		"w_-3":          "Invalid width in transformation: -3",
		"w_0":           "Invalid width in transformation: 0",
		"w_NaN":         "Invalid width in transformation: NaN",
		"c_squeeze":     "Invalid crop in transformation: squeeze",
		"q_101":         "Invalid quality in transformation: 101",
		"q_auto:superb": "Invalid quality in transformation: auto:superb",
		"f_docx":        "Invalid format in transformation: docx",
		"ar_0":          "Invalid aspect ratio in transformation: 0",
		"ar_1:0":        "Invalid aspect ratio in transformation: 1:0",
		"dpr_99":        "Invalid dpr in transformation: 99",
		"fl_pdf":        "Invalid flag in transformation: pdf",
		"so_early":      "Invalid start offset in transformation: early",
		"w_100,g_auto":  "Use auto gravity only with crop, fill, lfill, fill_pad or thumb",
		"e_blur:9000":   "Invalid effect in transformation: blur:9000",
	} {
		if _, err := parseTransform(tx); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", tx, err, want)
		}
	}
	tr, err := parseTransform("l_text:Arial_20:Hi,fl_layer_apply/r_max/e_sepia/t_named/w_10")
	if err != nil || len(tr.steps) != 1 || len(tr.ignored) != 4 {
		t.Errorf("%+v, %v", tr, err)
	}
}

// Whatever is asked for, the answer is a plan within the picture, or a refusal.
func FuzzPlan(f *testing.F) {
	for _, tx := range []string{"c_fill,w_300,h_0.5,g_north,ar_3:7", "c_crop,x_-1e9,w_iw", "c_mpad,w_1.0,h_ih,dpr_10/a_-270.hflip", "w_1e308", "$a_1,if_w_gt_3"} {
		f.Add(tx, uint16(1000), uint16(667))
	}
	f.Fuzz(func(t *testing.T, tx string, iw, ih uint16) {
		tr, err := parseTransform(tx)
		if err != nil {
			return
		}
		w, h := int(iw)+1, int(ih)+1
		for _, s := range tr.steps {
			p := s.plan(w, h)
			size := p.size()
			if p.cut.Empty() || !p.cut.In(image.Rect(0, 0, w, h)) || size.X < 1 || size.Y < 1 || p.w < 1 || p.h < 1 {
				t.Fatalf("%q of %d x %d: %+v", tx, w, h, p)
			}
			if p.canvas != (image.Point{}) && !image.Rect(0, 0, p.w, p.h).Add(p.at).In(image.Rectangle{Max: p.canvas}) {
				t.Fatalf("%q of %d x %d: %+v is not on its canvas", tx, w, h, p)
			}
			if size.X > 100_000 || size.Y > 100_000 {
				return // refused when it is applied
			}
			w, h = size.X, size.Y
		}
	})
}
