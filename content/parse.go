package content

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Parse reads a post from memory; name is its slash path. src is kept, not
// copied, and must not change afterwards.
//
// The error joins one [*Error] for each problem. If the problem is in the front
// matter's values only, Parse returns the post as well as the error: its Body
// is right, so that a caller can go on and report what is wrong in there, too.
// The post is nil if the file is not UTF-8 or its front matter has no end.
func Parse(name string, src []byte) (*Post, error) {
	p := &parser{post: &Post{Name: name, Source: src}}
	if !utf8.Valid(src) {
		p.fail(invalidUTF8(src), "invalid UTF-8: save the file as UTF-8")
		return nil, errors.Join(p.errs...)
	}
	block, ok := p.split()
	if !ok {
		return nil, errors.Join(p.errs...)
	}
	p.decode(block)
	p.fillPost()
	if len(p.errs) > 0 {
		return p.post, errors.Join(p.errs...)
	}
	return p.post, nil
}

// parser is one run of Parse: the post so far, and the problems so far.
type parser struct {
	post *Post
	errs []error
}

func (p *parser) fail(offset int, format string, args ...any) {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	p.errs = append(p.errs, &Error{Pos: p.post.Position(offset), Msg: msg})
}

func invalidUTF8(src []byte) int {
	i := 0
	for i < len(src) {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return i
}
