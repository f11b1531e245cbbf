package renderer

import (
	"fmt"
	"strings"
	"testing"
)

// Each line of the post that lacks something says so at its end, behind "%%".
func TestDescriptions(t *testing.T) {
	const missing = `has no description: write what it shows between the brackets, or {alt=""} behind it if it only decorates`
	const noAlt = `has no alt: write what it shows, or alt="" if it only decorates`
	for _, tt := range []struct{ source, want string }{
		{`![A form with two fields](form.png)`, ""},
		{`![](img/form.png)`, `1: "form.png" ` + missing},
		{`![ ](https://example.com/form.png?x=1)`, `1: "form.png" ` + missing},
		{`![](data:image/png;base64,AAAA)`, `1: a picture ` + missing},
		{`![](form.png){alt=""}`, ""},
		{`![](form.png){alt="A form"}`, ""},
		{`![](clip.mp4)`, ""},
		{`![image](form.png)`, `1: "image" does not say what is seen: describe "form.png" in a few words`},
		{`![Screenshot 3.](form.png)`, `1: "Screenshot 3." does not say what is seen: describe "form.png" in a few words`},
		{`![IMG_1234](form.png)`, `1: "IMG_1234" does not say what is seen: describe "form.png" in a few words`},
		{`![form.png](form.png)`, `1: "form.png" does not say what is seen: describe "form.png" in a few words`},
		{`![two-forms](two-forms.png)`, `1: "two-forms" does not say what is seen: describe "two-forms.png" in a few words`},
		{`![Dunes](dunes.jpg)`, ""},
		{`![image of a form](form.png)`, ""},
		{`![Screenshot of the form](form.png)`, ""},
		{"text `![](x.png)` and \\![](x.png) <!-- ![](x.png) -->", ""},
		{"{{< figure >}}![]({{x}}){{< /figure >}}", ""},
		{`[![](form.png)](https://example.com)`, `2: "form.png" ` + missing},
		{`[![](form.png){alt=""}](https://example.com)`, `2: a link has only a picture without a description: write where it leads`},
		{`[![](form.png){alt=""} the form](https://example.com)`, ""},
		{`[<img src="a.png" alt="">](https://example.com)`, `2: a link has only a picture without a description: write where it leads`},
		{`text <img src="a.png">`, `6: "a.png" ` + noAlt},
		{`text <IMG SRC='a.png' ALT="">`, ""},
		{"<div>\n<img src=a.png alt='Photo'>\n</div>", `7: "Photo" does not say what is seen: describe "a.png" in a few words`},
		{"<picture><source srcset=b.png><img src=a.png></picture>", `31: "a.png" ` + noAlt},
		{`<img src="a.png" role="presentation"> <img src="b.png" aria-label="A form">`, ""},
		{`<video src="a.mp4"></video>`, ""},
		{"![][a]\n\n[a]: form.png", `1: "form.png" ` + missing},
	} {
		r := New(Options{})
		doc, err := r.Prepare(t.Context(), Input{Name: "p.md", Source: []byte(tt.source)})
		if err != nil {
			t.Errorf("%s: %v", tt.source, err)
			continue
		}
		var got []string
		for _, w := range doc.Descriptions() {
			got = append(got, fmt.Sprintf("%d: %s", w.Offset+1, w.Msg))
		}
		if s := strings.Join(got, "\n"); s != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.source, s, tt.want)
		}
	}
}
