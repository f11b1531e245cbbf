package content

import (
	"strings"
	"time"
)

// parseDate reads a date as it is written in front matter. Without a zone it is
// UTC. Names of zones are not understood, except UTC and GMT: nobody knows which
// CST is meant.
func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, layout := range [...]string{
		time.DateOnly,
		"01-02-2006", // month first, as American authors write
		time.RFC3339,
		"Jan 2 2006", "Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006",
		"2006/01/02", "2006/01/02 15:04:05", // Hexo
		time.RFC1123Z, "Mon, 02 Jan 2006 15:04:05 GMT",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	for _, clock := range [...]string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		for _, zone := range [...]string{"", "Z07:00", " Z07:00", "Z0700", " Z0700", " UTC", " GMT"} {
			if t, err := time.Parse(clock+zone, s); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
