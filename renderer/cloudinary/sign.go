package cloudinary

import (
	"crypto/sha1" // Cloudinary's default algorithm; the secret is at the end, not at the start
	"crypto/sha256"
	"encoding/base64"
)

// sign returns the URL component s--...-- for toSign, which is the
// transformation, a slash and the escaped public id, or the id alone. The
// version, resource type and delivery type are not signed.
func sign(how Signature, secret Secret, toSign string) string {
	data := []byte(toSign + string(secret))
	n := 8
	var sum []byte
	switch how {
	case SHA1:
		s := sha1.Sum(data)
		sum = s[:]
	case SHA256Long:
		n = 32
		fallthrough
	case SHA256:
		s := sha256.Sum256(data)
		sum = s[:]
	}
	return "s--" + base64.RawURLEncoding.EncodeToString(sum)[:n] + "--"
}
