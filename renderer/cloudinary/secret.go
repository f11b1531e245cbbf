package cloudinary

import (
	"fmt"
	"io"
	"log/slog"
)

// A Secret is an API secret. However it is printed, logged or encoded, only a
// placeholder comes out; convert it to a string to get the secret itself.
type Secret string

const hidden = "[secret]"

// String returns a placeholder, or "" for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString returns a placeholder.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Format writes a placeholder, whatever the verb.
func (s Secret) Format(f fmt.State, verb rune) {
	text := s.String()
	if verb == 'q' || (verb == 'v' && f.Flag('#')) {
		text = `"` + text + `"`
	}
	_, _ = io.WriteString(f, text)
}

// MarshalText returns a placeholder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns a placeholder.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// MarshalYAML returns a placeholder.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// LogValue returns a placeholder.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
