package benchsite

import (
	"math/rand/v2"
	"strings"
)

// The words of all texts: read only, and split once.

var nouns = strings.Fields(`anchor bridge candle draft engine forest garden harbour island journey kettle lantern
	meadow notebook orchard paper quarry river signal table umbrella valley window yard zephyr archive border
	canal desk evening ferry glacier hill index`)

var adjectives = strings.Fields(`amber brief calm dense early faint green hollow idle just keen late mild narrow open plain
	quiet rough slow tidy usual vivid warm young`)

var verbs = strings.Fields(`answers builds carries draws enters follows gathers holds keeps leaves moves names opens
	paints reaches sends turns uses waits writes`)

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

// title returns two words with capitals.
func title(r *rand.Rand) string {
	return capital(pick(r, adjectives)) + " " + pick(r, nouns)
}

// sentence returns some words of text with now and then an inline mark.
func (p *post) sentence() string {
	var b strings.Builder
	b.WriteString(capital("the " + pick(p.r, adjectives)))
	for range 2 + p.r.IntN(3) {
		noun := pick(p.r, nouns)
		switch p.r.IntN(9) {
		case 0:
			noun = "*" + noun + "*"
		case 1:
			noun = "**" + noun + "**"
		case 2:
			noun = "`" + noun + "`"
		}
		b.WriteString(" " + noun + " " + pick(p.r, verbs) + " the " + pick(p.r, adjectives))
	}
	b.WriteString(" " + pick(p.r, nouns) + ".")
	return b.String()
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
