package media

import (
	"bytes"
	"errors"
	"io"
	"io/fs"

	"github.com/mdmedia/mdmedia/internal/media/cutoff"
	"github.com/mdmedia/mdmedia/internal/media/probe"
	"github.com/mdmedia/mdmedia/internal/media/strip"
)

// A File is what Examine needs of an *os.File.
type File interface {
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// Options say what Examine does besides looking.
type Options struct {
	// StripLocation takes positions and serial numbers out of what is
	// uploaded; see the package strip for what that means.
	StripLocation bool
	// PartSize asks also for the hashes of the parts of this size in bytes, of
	// files from PartsFrom bytes on. 0: none.
	PartSize, PartsFrom int64
}

// A Report is all that is known of a file from one reading of it.
type Report struct {
	Facts
	probe.Info
	// SHA256 is the hash of the bytes to upload, in lower-case hexadecimal
	// digits, and Size their number.
	SHA256 string
	Size   int64
	// FileSHA256 is the hash of the file as it is, and "" if that is SHA256.
	FileSHA256 string
	// FileSize is the size of the file in bytes.
	FileSize int64
	// Edits make the bytes to upload out of the file; nil if it is uploaded as
	// it is. strip.Clean finds the same ones again for an unchanged file, so
	// they need not be kept until then.
	Edits *strip.Edits
	// CutOff says what is missing at the file's end; "" if it is whole, as far
	// as can be told.
	CutOff string
	// Parts are the hashes of the file's parts. Nil: they were not asked for,
	// or the file is not uploaded as it is.
	Parts *Parts
}

// ErrChanged is returned by Examine for a file that changes while it is read.
var ErrChanged = errors.New("it changed while it was read: run the command again")

// Examine tells from its content what the file is, what its headers say about
// the picture, and the hash of what is uploaded. name is used in messages, and
// its extension to tell sound from video in the containers that hold both. A
// file that is not media gives a *NotMediaError; any other error but ErrChanged
// comes from f. With an error the Report is zero.
//
// A file of up to 128 KiB is read once. Of a longer one, short parts may be
// read again, and with StripLocation a JPEG to its end if something may follow
// the picture; one that is uploaded changed is read once more for its hash.
func Examine(f File, name string, o Options) (Report, error) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	defer s.peek.Reset(nil, 0, nil) // keeps no file alive
	n, err := f.ReadAt(s.buf[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Report{}, err
	}
	size := int64(n)
	if n == len(s.buf) {
		st, err := f.Stat()
		if err != nil {
			return Report{}, err
		}
		size = st.Size()
	}
	return s.examine(f, size, s.buf[:n], name, o)
}

func (s *scratch) examine(r io.ReaderAt, size int64, head []byte, name string, o Options) (rep Report, err error) {
	if rep.Facts, err = facts(head, name); err != nil {
		return Report{}, err
	}
	s.peek.Reset(r, size, head)
	rep.Info = probe.Peek(&s.peek, rep.Type)
	rep.CutOff = cutoff.Peek(&s.peek, rep.Type)
	if o.StripLocation {
		s.peek.Reset(r, size, head) // an error so far is asked again
		if rep.Edits, err = strip.Peek(&s.peek, rep.Type); err != nil {
			return Report{}, err
		}
	}
	rep.FileSize, rep.Size = size, size
	if rep.Edits != nil {
		if int64(len(head)) == size {
			r = bytes.NewReader(head) // the same bytes for both hashes
		}
		if rep.SHA256, rep.Size, err = Hash(rep.Edits.Reader(r)); err != nil {
			return Report{}, changed(err)
		}
	}
	var parts *partHash
	if o.PartSize > 0 && size >= o.PartsFrom && rep.Edits == nil {
		parts = newPartHash(o.PartSize)
	}
	sum, err := s.sum(r, size, head, parts)
	if err != nil {
		return Report{}, err
	}
	if parts != nil {
		rep.Parts = &Parts{Size: parts.size, SHA256: parts.sums}
	}
	if rep.Edits == nil {
		rep.SHA256 = sum
	} else {
		rep.FileSHA256 = sum
	}
	return rep, nil
}

func changed(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrChanged
	}
	return err
}

// sum hashes head and what follows it in r, and its parts at the same time. The
// buffer, and head with it, is overwritten.
func (s *scratch) sum(r io.ReaderAt, size int64, head []byte, parts *partHash) (string, error) {
	s.hash.Reset()
	write := func(b []byte) {
		parts.begin(b)
		s.hash.Write(b)
		parts.wait()
	}
	write(head)
	n := int64(len(head))
	for len(head) == len(s.buf) {
		k, err := r.ReadAt(s.buf[:], n)
		write(s.buf[:k])
		n += int64(k)
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
	}
	if n != size {
		return "", ErrChanged
	}
	if parts != nil {
		parts.end()
	}
	return s.hexSum(), nil
}
