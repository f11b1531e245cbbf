package benchsite

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// bodySize is about how many bytes of Markdown a post has.
const bodySize = 4096

// A post is one generated bundle.
type post struct {
	section, slug, title string
	date                 time.Time
	images               []string
	r                    *rand.Rand
}

func newPost(o Options, i int) *post {
	r := rand.New(rand.NewPCG(o.Seed, uint64(i)))
	s := sections()
	p := &post{section: s[i%len(s)], r: r}
	p.title = title(r)
	p.slug = fmt.Sprintf("%s-%05d", strings.ReplaceAll(strings.ToLower(p.title), " ", "-"), i)
	// Days of the past, so that no build leaves a post out as not yet due.
	p.date = time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*7%7000)
	for n := range o.Images {
		ext := [...]string{"png", "jpg"}[n%2]
		p.images = append(p.images, fmt.Sprintf("%s-%d.%s", pick(r, nouns), n+1, ext))
	}
	return p
}

// markdown writes the post: blocks of every kind in random order, up to the
// size, with the pictures spread over the first of them.
func (p *post) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "---\ntitle: %s\nslug: %s\ndate: %s\ntags: [%s, %s]\ndescription: %s\n---\n\n",
		p.title, p.slug, p.date.Format(time.DateOnly), pick(p.r, nouns), pick(p.r, nouns), p.sentence())
	p.paragraph(&b)
	blocks := []func(*bytes.Buffer){p.list, p.table, p.code, p.quote, p.links, p.footnote}
	left := p.images
	for n := 0; b.Len() < bodySize || len(left) > 0; n++ {
		if n%2 == 0 {
			fmt.Fprintf(&b, "%s %s\n\n", strings.Repeat("#", 2+n%4/2), title(p.r))
		}
		p.paragraph(&b)
		if len(left) > 0 {
			fmt.Fprintf(&b, "![%s %s](%s)\n\n", title(p.r), pick(p.r, nouns), left[0])
			left = left[1:]
		}
		blocks[(n+p.r.IntN(2))%len(blocks)](&b)
	}
	return b.Bytes()
}

func (p *post) paragraph(b *bytes.Buffer) {
	for n := range 2 + p.r.IntN(3) {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.sentence())
	}
	b.WriteString("\n\n")
}

func (p *post) list(b *bytes.Buffer) {
	marker := [...]string{"-", "1."}[p.r.IntN(2)]
	for range 3 + p.r.IntN(4) {
		fmt.Fprintf(b, "%s %s\n", marker, p.sentence())
	}
	b.WriteByte('\n')
}

func (p *post) table(b *bytes.Buffer) {
	b.WriteString("| name | count | note |\n| --- | ---: | :--- |\n")
	for range 3 + p.r.IntN(3) {
		fmt.Fprintf(b, "| %s | %d | *%s* %s |\n", pick(p.r, nouns), p.r.IntN(1000), pick(p.r, adjectives), pick(p.r, nouns))
	}
	b.WriteByte('\n')
}

func (p *post) code(b *bytes.Buffer) {
	name, n := pick(p.r, nouns), p.r.IntN(100)
	switch p.r.IntN(4) {
	case 0:
		fmt.Fprintf(b, "```go\nfunc %s(n int) (int, error) {\n\tif n > %d {\n\t\treturn 0, errors.New(%q)\n\t}\n\treturn n * 2, nil // %s\n}\n```\n\n",
			name, n, p.sentence(), pick(p.r, adjectives))
	case 1:
		fmt.Fprintf(b, "```sh\nfor f in %s/*.png; do\n  echo \"$f\" | wc -c  # %d\ndone\n```\n\n", name, n)
	case 2:
		fmt.Fprintf(b, "```json\n{\"%s\": [%d, true, null], \"note\": \"%s\"}\n```\n\n", name, n, pick(p.r, adjectives))
	default:
		fmt.Fprintf(b, "```\n%s = %d\n```\n\n", name, n)
	}
}

func (p *post) quote(b *bytes.Buffer) { fmt.Fprintf(b, "> %s\n> %s\n\n", p.sentence(), p.sentence()) }

func (p *post) links(b *bytes.Buffer) {
	noun := pick(p.r, nouns)
	fmt.Fprintf(b, "See [%s](https://example.org/%s?q=%d \"%s\"), <https://example.org/%s> or `%s`.\n\n",
		title(p.r), noun, p.r.IntN(1000), noun, noun, noun)
}

func (p *post) footnote(b *bytes.Buffer) {
	// A label that is used twice would be one note: the length makes it unique.
	label := fmt.Sprint(pick(p.r, nouns), b.Len())
	fmt.Fprintf(b, "%s[^%s]\n\n[^%s]: %s\n\n", p.sentence(), label, label, p.sentence())
}
