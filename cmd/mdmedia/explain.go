package main

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia"
)

// explain prints how the references of a post are resolved.
func (f *siteFlags) explain(ctx context.Context, s streams, arg string) error {
	site, err := f.open(s)
	if err != nil {
		return err
	}
	defer site.Close()
	post, line := splitLine(arg)
	list, err := site.Explain(ctx, post, line)
	if err != nil {
		return f.reported(s, err)
	}
	if f.json {
		err = s.printJSON(list)
	} else {
		s.showExplanations(list)
	}
	for _, x := range list {
		if x.Problem != "" && err == nil {
			err = &failure{}
		}
	}
	return err
}

// splitLine takes POST:LINE apart, as it stands in problems; the column of
// POST:LINE:COLUMN does not matter.
func splitLine(arg string) (post string, line int) {
	post = arg
	for range 2 {
		if _, err := os.Lstat(post); err == nil {
			return post, line
		}
		i := strings.LastIndexByte(post, ':')
		n, err := strconv.Atoi(post[i+1:])
		if i < 0 || err != nil || n < 1 {
			break
		}
		post, line = post[:i], n
	}
	return post, line
}

func (s streams) showExplanations(list []mdmedia.Explanation) {
	for _, x := range list {
		s.printf("%s:%d:%d: %s %q", x.File, x.Line, x.Column, x.Kind, x.Dest)
		for _, l := range x.Tried {
			s.printf("  %s: %s: %s", l.Place, l.Name, l.Result)
		}
		for _, part := range [...]struct{ name, value string }{{"file", x.Name}, {"key", x.Key}, {"url", x.URL}, {"problem", x.Problem}} {
			if part.value != "" {
				s.printf("  %s: %s", part.name, part.value)
			}
		}
		for _, n := range x.Notes {
			s.printf("  note: %s", n)
		}
	}
	if len(list) == 0 {
		s.printf("no references there")
	}
}
