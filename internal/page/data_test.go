package page

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	day := time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{
		"en": "February 3, 2026", "en-GB": "February 3, 2026", "de": "2026-02-03", "eno": "2026-02-03",
	} {
		if iso, text := dates(day, lang); iso != "2026-02-03" || text != want {
			t.Errorf("language %s: %s, %s, want %s", lang, iso, text, want)
		}
	}
	if iso, text := dates(time.Time{}, "en"); iso != "" || text != "" {
		t.Errorf("no date: %q, %q", iso, text)
	}
}

func TestSocialImage(t *testing.T) {
	const remote, social = "https://cdn.example/a.png", "https://cdn.example/a.png?tx=w_1200"
	for _, c := range []struct {
		cover *Image
		want  string
	}{
		{nil, ""},
		{&Image{URL: "../media/a.png"}, ""},
		{&Image{URL: remote}, remote},
		{&Image{URL: "../media/a.png", SocialURL: social}, social},
	} {
		if got := socialImage(c.cover); got != c.want {
			t.Errorf("%+v: %q, want %q", c.cover, got, c.want)
		}
	}
}

func TestDocumentTitle(t *testing.T) {
	for _, c := range []struct{ heading, site, want string }{
		{"", "", "Posts"},
		{"", "Notes", "Notes"},
		{"Tea", "", "Tea"},
		{"Tea", "Tea", "Tea"},
		{"Tea", "Notes", "Tea · Notes"},
	} {
		if got := documentTitle(c.heading, Site{Title: c.site}); got != c.want {
			t.Errorf("%q on %q: %q, want %q", c.heading, c.site, got, c.want)
		}
	}
}
