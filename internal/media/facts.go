package media

import (
	"fmt"
	"path"
	"strings"
)

// Facts are what the head of a media file says.
type Facts struct {
	Kind Kind
	// Type is the content type to upload the file with, such as "image/jpeg".
	Type string
	// Mismatch is a note for the author when the extension stands for
	// something else, a JPEG named .png; "" otherwise, and for a name without
	// an extension. The file is usable all the same, with the content's Type.
	Mismatch string
}

// A NotMediaError says that a file is not an image, a video or a sound.
type NotMediaError struct {
	// Name is the name that was given to Examine.
	Name string
	// Found is the content type of what the file holds instead; "" when the
	// file is empty.
	Found string
}

// Error returns one line with what to do about it.
func (e *NotMediaError) Error() string {
	if e.Found == "" {
		return fmt.Sprintf("%q is empty: export it again or correct the reference", e.Name)
	}
	return fmt.Sprintf("%q is not an image or video (it is %s): export it again or correct the reference", e.Name, e.Found)
}

// facts judges the head of a file, which is the whole file if that is shorter.
func facts(head []byte, name string) (Facts, error) {
	if len(head) == 0 {
		return Facts{}, &NotMediaError{Name: name}
	}
	contentType, found := detect(head, name)
	if contentType == "" {
		found, _, _ = strings.Cut(found, ";") // the character set is no help here
		return Facts{}, &NotMediaError{Name: name, Found: found}
	}
	f := Facts{Kind: kindOf(contentType), Type: contentType}
	if ext := path.Ext(name); ext != "" && TypeByName(name) != contentType {
		f.Mismatch = fmt.Sprintf("%q holds %s: rename it to %s", name, contentType, extensionFor(contentType))
	}
	return f, nil
}
