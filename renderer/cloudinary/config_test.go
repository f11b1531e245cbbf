package cloudinary

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestNewErrors(t *testing.T) {
	for _, tt := range []struct {
		config Config
		want   string
	}{
		{Config{}, "cloudinary: cloud: missing: set it to your cloud name, as the Cloudinary console shows it"},
		{Config{Cloud: "a.b"}, `cloudinary: cloud: "a.b" is not a cloud name: use letters, digits, - and _ only`},
		{Config{Cloud: "c", Product: 7}, "cloudinary: product: unknown (7): use media-optimizer, upload or fetch"},
		{Config{Domain: "https://x.org/"}, `cloudinary: domain: "https://x.org/" is not a host name: write it like media.example.com`},
		{Config{Cloud: "c", Transform: "w 1"}, `cloudinary: transform: transformation "w 1" contains a space: write parameters with commas, such as q_auto,f_auto,w_550`},
		{Config{Cloud: "c", Prefix: "../x"}, `cloudinary: prefix "../x" has a folder "." or "..": write the path without it`},
		{Config{Cloud: "c", Product: Fetch, Prefix: "folder"}, `cloudinary: prefix: "folder" is not a URL: for fetch it is where the originals are, such as https://media.example.com`},
		{Config{Cloud: "c", Sign: SHA1, Secret: "x"}, "cloudinary: sign: Media Optimizer URLs are not signed: remove it, or use the upload product"},
		{Config{Cloud: "c", Product: Upload, Sign: SHA256}, "cloudinary: sign: the API secret is missing: set CLOUDINARY_URL=cloudinary://<key>:<secret>@<cloud>"},
		{Config{Cloud: "c", Sign: 9}, "cloudinary: sign: unknown (9): use none, sha1, sha256 or sha256-long"},
		{Config{Product: Upload, Sign: SHA1}, "cloudinary: cloud: missing: set it to your cloud name, as the Cloudinary console shows it\n" +
			"cloudinary: sign: the API secret is missing: set CLOUDINARY_URL=cloudinary://<key>:<secret>@<cloud>"},
	} {
		_, err := New(tt.config)
		if err == nil || err.Error() != tt.want {
			t.Errorf("\n got %v\nwant %s", err, tt.want)
		}
	}
	if _, err := New(Config{Cloud: "c", Prefix: "/"}); err != nil {
		t.Error(err)
	}
}

// The table of docs: each result was computed by a separate program.
func TestSign(t *testing.T) {
	for _, tt := range []struct {
		how                  Signature
		secret, signed, want string
	}{
		{SHA1, "abcd", "c_fill,w_300,h_250/e_grayscale/sample-authenticated.png", "s--iDy_JeBq--"},
		{SHA1, "b", "c_crop,h_20,w_10/image.jpg", "s--Ai4Znfl3--"},
		{SHA1, "b", "image.jpg", "s----SjmNDA--"},
		{SHA1, "b", "http://google.com/path/to/image.png", "s--hH_YcbiS--"},
		{SHA1, "b", "sample.jpg", "s--v2fTPYTu--"},
		{SHA256, "b", "sample.jpg", "s--2hbrSMPO--"},
		{SHA256Long, "b", "sample.jpg", "s--2hbrSMPOjj5BJ4xV7SgFbRDevFaQNUFf--"},
	} {
		if got := sign(tt.how, Secret(tt.secret), tt.signed); got != tt.want {
			t.Errorf("%v of %s: %s, want %s", tt.how, tt.signed, got, tt.want)
		}
	}
}

func TestSignedURLs(t *testing.T) {
	for _, tt := range []struct {
		config        Config
		key, tx, want string
	}{
		{Config{Product: Upload, Sign: SHA1}, "image.jpg", "c_crop,h_20,w_10", "https://res.cloudinary.com/demo/image/upload/s--Ai4Znfl3--/c_crop,h_20,w_10/image.jpg"},
		{Config{Product: Upload, Sign: SHA1}, "image.jpg", "", "https://res.cloudinary.com/demo/image/upload/s----SjmNDA--/image.jpg"},
		{Config{Product: Fetch, Sign: SHA1}, "http://google.com/path/to/image.png", "", "https://res.cloudinary.com/demo/image/fetch/s--hH_YcbiS--/http://google.com/path/to/image.png"},
		{Config{Product: Upload, Sign: SHA256}, "sample.jpg", "", "https://res.cloudinary.com/demo/image/upload/s--2hbrSMPO--/sample.jpg"},
		{Config{Product: Upload, Sign: SHA256Long}, "sample.jpg", "", "https://res.cloudinary.com/demo/image/upload/s--2hbrSMPOjj5BJ4xV7SgFbRDevFaQNUFf--/sample.jpg"},
	} {
		tt.config.Cloud, tt.config.Secret = "demo", "b"
		got, err := mustNew(t, tt.config).URL(tt.key, "image/jpeg", tt.tx)
		if err != nil || got != tt.want {
			t.Errorf("\n got %s, %v\nwant %s", got, err, tt.want)
		}
	}
	// The version is not signed; the escaped id is.
	c := Config{Cloud: "demo", Product: Upload, Sign: SHA1, Secret: "b"}
	got, _ := mustNew(t, c).URL("v2/a b.jpg", "")
	want := "https://res.cloudinary.com/demo/image/upload/" + sign(SHA1, "b", "v2/a%20b.jpg") + "/v1/v2/a%20b.jpg"
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	const secret = "s3cr3t-value"
	c := Config{Cloud: "demo", Product: Upload, Sign: SHA1, Secret: secret}
	d := mustNew(t, c)
	var out bytes.Buffer
	for _, v := range []any{c, &c, c.Secret, []Secret{secret}, map[string]Secret{"k": secret}, d} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%t"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		fmt.Fprintln(&out, v)
		if b, err := json.Marshal(v); err == nil {
			out.Write(b)
		}
		if b, err := yaml.Marshal(v); err == nil {
			out.Write(b)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
	}
	for _, leak := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("printed as %s", leak)
		}
	}
	if !strings.Contains(out.String(), hidden) {
		t.Error("the placeholder is missing")
	}
	if string(c.Secret) != secret || Secret("").String() != "" {
		t.Error("conversion")
	}
}

func TestParseURL(t *testing.T) {
	for in, want := range map[string]Config{
		"cloudinary://1234:abcd@demo":            {Cloud: "demo", Secret: "abcd"},
		" cloudinary://1234:a%2Fb@demo\n":        {Cloud: "demo", Secret: "a/b"},
		"cloudinary://demo":                      {Cloud: "demo"},
		"cloudinary://1:s@demo?private_cdn=true": {Cloud: "demo", Secret: "s", PrivateCDN: true},
		"cloudinary://1:s@demo?secure_distribution=img.example.com&private_cdn=true":                {Cloud: "demo", Secret: "s", PrivateCDN: true, Domain: "img.example.com"},
		"cloudinary://1:s@demo/img.example.com":                                                     {Cloud: "demo", Secret: "s", PrivateCDN: true, Domain: "img.example.com"},
		"cloudinary://1:s@demo?cname=img.example.com":                                               {Cloud: "demo", Secret: "s", PrivateCDN: true, Domain: "img.example.com"},
		"cloudinary://1:s@demo?secure_distribution=res.cloudinary.com":                              {Cloud: "demo", Secret: "s"},
		"cloudinary://1:s@demo?sign_url=true":                                                       {Cloud: "demo", Secret: "s", Sign: SHA1},
		"cloudinary://1:s@demo?sign_url=1&signature_algorithm=SHA-256":                              {Cloud: "demo", Secret: "s", Sign: SHA256},
		"cloudinary://1:s@demo?sign_url=true&long_url_signature=true&analytics=false&foo[bar]=1#no": {Cloud: "demo", Secret: "s", Sign: SHA256Long},
	} {
		got, err := ParseURL(in)
		if err != nil || got != want || string(got.Secret) != string(want.Secret) {
			t.Errorf("%s: %+v, %v; want %+v", in, got, err, want)
		}
	}
}

func TestParseURLErrors(t *testing.T) {
	const secret = "s3cr3t"
	for in, want := range map[string]string{
		"":                              "CLOUDINARY_URL does not begin with cloudinary://: write it as cloudinary://<key>:<secret>@<cloud>",
		"https://1:s3cr3t@demo":         "CLOUDINARY_URL does not begin with cloudinary://: write it as cloudinary://<key>:<secret>@<cloud>",
		"cloudinary:s3cr3t":             "CLOUDINARY_URL does not begin with cloudinary://: write it as cloudinary://<key>:<secret>@<cloud>",
		"cloudinary://1:s3cr3t@":        "CLOUDINARY_URL has no usable cloud name: write it as cloudinary://<key>:<secret>@<cloud>",
		"cloudinary://1:s3cr3t@a.b":     "CLOUDINARY_URL has no usable cloud name: write it as cloudinary://<key>:<secret>@<cloud>",
		"cloudinary://1:s3cr3t/x@demo":  "CLOUDINARY_URL is not a URL: write it as cloudinary://<key>:<secret>@<cloud>; other characters than letters and digits in a secret must be percent-encoded",
		"cloudinary://1:s3cr3t\x01@d":   "CLOUDINARY_URL is not a URL: write it as cloudinary://<key>:<secret>@<cloud>; other characters than letters and digits in a secret must be percent-encoded",
		"cloudinary://1:s3cr3t@d/a b/c": "CLOUDINARY_URL has a custom domain that is not a host name: write it like media.example.com",
	} {
		_, err := ParseURL(in)
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the error contains the secret: %v", err)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("12", "demo")
	f.Add("a/b", "demo?private_cdn=true")
	f.Add("%zz", "/x")
	f.Fuzz(func(t *testing.T, secret, rest string) {
		secret = "SECRET" + secret
		_, err := ParseURL("cloudinary://1:" + secret + "@" + rest)
		if err != nil && (strings.Contains(err.Error(), "SECRET") || strings.ContainsAny(err.Error(), "\n\r")) {
			t.Errorf("error %q", err)
		}
	})
}

func TestNamesInText(t *testing.T) {
	for _, p := range []Product{MediaOptimizer, Upload, Fetch} {
		var got Product
		text, _ := p.MarshalText()
		if err := got.UnmarshalText(text); err != nil || got != p {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, s := range []Signature{NoSignature, SHA1, SHA256, SHA256Long} {
		var got Signature
		text, _ := s.MarshalText()
		if err := got.UnmarshalText(text); err != nil || got != s {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var p Product
	if err := p.UnmarshalText([]byte("uplod")); err == nil || err.Error() != `product: "uplod" is not one of media-optimizer, upload, fetch` {
		t.Error(err)
	}
	if err := p.UnmarshalText(nil); err != nil || p != MediaOptimizer {
		t.Error(p, err)
	}
}
