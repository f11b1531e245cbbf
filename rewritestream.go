package mdmedia

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
)

// A rewriteRequest is one line of input of Serve.
type rewriteRequest struct {
	// ID is given back as it is.
	ID json.RawMessage `json:"id"`
	// Path is where the post lies; empty: in the content folder.
	Path string `json:"path"`
	// Source is the whole post, front matter included.
	Source *string `json:"source"`
}

// A rewriteAnswer is one line of output of Serve.
type rewriteAnswer struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Source     *string         `json:"source,omitempty"` // absent with an error
	References []ReferenceJSON `json:"references,omitempty"`
	Files      []string        `json:"files"`
	Problems   []Problem       `json:"problems"`
}

// Serve answers requests, a JSON object a line, with one line each and in their
// order, until the input or the context ends. docs/rewrite-stream.md describes
// both. What is wrong with a request is told in its answer; the error is one of
// reading or writing.
func (w *Rewriter) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	lines, failed := make(chan []byte), make(chan error, 1)
	go func() { // ends with the input, or with the program
		failed <- readLines(ctx, in, lines)
		close(lines)
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line, ok := <-lines:
			if !ok {
				return <-failed
			}
			a, err := w.answer(ctx, line)
			if err != nil {
				return err
			}
			if err := writeLine(out, a); err != nil {
				return err
			}
		}
	}
}

// readLines sends the lines that are not empty; the last one needs no end.
func readLines(ctx context.Context, in io.Reader, lines chan<- []byte) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			select {
			case lines <- line:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (w *Rewriter) answer(ctx context.Context, line []byte) (rewriteAnswer, error) {
	var req rewriteRequest
	err := json.Unmarshal(line, &req)
	if err == nil && req.Source == nil {
		err = errors.New("it has no source")
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		err = errors.New("it is of the type " + wrong.Value)
		if wrong.Field != "" {
			err = errors.New(wrong.Field + " is of the type " + wrong.Value + ", not text")
		}
	}
	a := rewriteAnswer{ID: req.ID, Files: []string{}, Problems: []Problem{}}
	if err != nil {
		a.Problems = append(a.Problems, Problem{Severity: Error,
			Message: "the request cannot be read: " + oneLine(err) + `: write one line of JSON such as {"id": 1, "path": "post.md", "source": "..."}`})
		return a, nil
	}
	res, err := w.Rewrite(ctx, req.Path, []byte(*req.Source))
	if err != nil {
		return a, err
	}
	if res.Source != nil {
		text := string(res.Source)
		a.Source, a.References = &text, res.References
	}
	a.Files = append(a.Files, res.Files...)
	a.Problems = append(a.Problems, res.Problems...)
	return a, nil
}

func writeLine(out io.Writer, a rewriteAnswer) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return err
	}
	_, err := out.Write(b.Bytes())
	return err
}
