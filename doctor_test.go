package mdmedia

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"go.yaml.in/yaml/v3"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// doctorSite is a site with one picture and an empty bucket on a real server.
func doctorSite(t *testing.T, server *s3test.Server, product string) *Site {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "posts", "a.md"), "![x](x.png)\n")
	writeFile(t, filepath.Join(dir, "posts", "x.png"), picturePNG(t, 3, 3))
	s, err := Open(Config{
		Content: "posts", Mermaid: MermaidConfig{Render: "off"},
		Store:    StoreConfig{S3: &S3Config{Bucket: "doctor-" + product, Endpoint: server.Endpoint}},
		Delivery: DeliveryConfig{Cloudinary: &CloudinaryConfig{Cloud: "demo", Product: product}},
	}, Options{Dir: dir, CacheDir: "-"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// clientTo is a client for which every host is the server that h answers at.
func clientTo(t *testing.T, h http.Handler) *http.Client {
	t.Helper()
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	tr := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

// findings returns what Doctor says about one thing, with its state.
func findings(t *testing.T, s *Site, client *http.Client, about string) []string {
	t.Helper()
	all, err := s.Doctor(t.Context(), DoctorOptions{Client: client})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range all {
		if f.About == about {
			list = append(list, f.State+" "+f.Message)
		}
	}
	return list
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDoctorTriesTheBucket(t *testing.T) {
	server := s3test.Start(t)
	s := doctorSite(t, server, "upload")
	where := "s3://doctor-upload at " + server.Endpoint
	expect(t, findings(t, s, nil, "bucket"), "wrong "+where+": the bucket does not exist: create it or correct the bucket's name")

	bucket := server.Bucket(t, "doctor-upload")
	expect(t, findings(t, s, nil, "bucket"), "ok "+where+" can be reached and written to", "ok objects can be read", "ok objects can be listed", "ok objects can be deleted")
	left, err := server.Client().ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
	if err != nil || len(left.Contents) > 0 {
		t.Errorf("the probe is still there: %v, %v", left, err)
	}

	const mark = ".wellknown/cloudinary/demo"
	expect(t, findings(t, s, nil, "mapping"), "wrong "+mark+" is not in the bucket, so Cloudinary refuses to map it: aws s3api put-object --bucket doctor-upload --key "+mark)
	key := mark
	if _, err := server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key}); err != nil {
		t.Fatal(err)
	}
	expect(t, findings(t, s, nil, "mapping"), "ok "+mark+" is in the bucket")

	t.Setenv("AWS_SECRET_ACCESS_KEY", "another")
	if got := findings(t, s, nil, "bucket"); len(got) != 1 || !strings.HasPrefix(got[0], "wrong ") || !strings.Contains(got[0], "correct AWS_SECRET_ACCESS_KEY") {
		t.Errorf("got %q", got)
	}
}

func TestDoctorAsksTheDelivery(t *testing.T) {
	server := s3test.Start(t)
	s := doctorSite(t, server, "media-optimizer")
	server.Bucket(t, "doctor-media-optimizer")
	expect(t, findings(t, s, nil, "delivery"), "note no picture is in the bucket yet: run mdmedia sync, then mdmedia doctor again")
	if rep, err := s.Sync(t.Context(), SyncOptions{}); err != nil || rep.Uploaded != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	const u = "https://demo.mo.cloudinary.net/images/a/x.png?tx=q_auto,f_auto"

	cloud, err := localcloud.New(localcloud.Config{
		Delivery: cloudinary.Config{Cloud: "demo"},
		Open: func(key string) (*localcloud.Original, error) {
			f, err := os.Open(filepath.Join(s.dir, "posts", filepath.Base(key)))
			return &localcloud.Original{ReadSeekCloser: f, Type: "image/png", Version: "1"}, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, findings(t, s, clientTo(t, cloud), "delivery"), "ok "+u+" answers")
	for _, c := range []struct {
		status      int
		said, ctype string
		want        string
	}{
		{404, "Resource not found - images/a/x.png", "image/gif", u + ` answers 404, and Cloudinary says "Resource not found - images/a/x.png": correct cloud and prefix in delivery.cloudinary, or the path mapping in Cloudinary's console`},
		{403, "", "text/html", u + " answers 403 Forbidden: allow Cloudinary to read the bucket (mdmedia doctor --policy)"},
		{401, "unsigned", "", u + ` answers 401, and Cloudinary says "unsigned": the account wants signed URLs: set delivery.cloudinary.sign`},
		{200, "", "text/html", u + ` answers with "text/html" and not with a picture: correct delivery in mdmedia.yaml`},
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/images/a/x.png" || r.Host != "demo.mo.cloudinary.net" {
				t.Errorf("asked for %s%s", r.Host, r.URL)
			}
			w.Header().Set("Content-Type", c.ctype)
			if c.said != "" {
				w.Header().Set("X-Cld-Error", c.said)
			}
			w.WriteHeader(c.status)
		})
		expect(t, findings(t, s, clientTo(t, h), "delivery"), "wrong "+c.want)
	}
}

// The policies in the documentation are those that the program prints.
func TestPoliciesInDocs(t *testing.T) {
	open := func(product string) *Site {
		s, err := Open(Config{
			Store:    StoreConfig{S3: &S3Config{Bucket: "my-media"}},
			Delivery: DeliveryConfig{Cloudinary: &CloudinaryConfig{Cloud: "demo", Product: product}},
		}, Options{Dir: t.TempDir(), CacheDir: "-"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	uploader, reader, mapped := open("").UploaderPolicy(false), open("").CloudinaryPolicy(), open("upload").CloudinaryPolicy()
	for file, want := range map[string][]Policy{
		"docs/stores.md": {uploader},
		"docs/aws.md":    {uploader, reader, mapped, uploader, reader, mapped, uploader, reader, mapped}, // JSON, Terraform, CloudFormation
	} {
		got := policiesIn(t, file)
		if len(got) != len(want) {
			t.Errorf("%s has %d policies, want %d", file, len(got), len(want))
			continue
		}
		for i := range want {
			if !reflect.DeepEqual(got[i], tree(t, want[i].JSON())) {
				t.Errorf("%s, policy %d: got %v, want %s", file, i+1, got[i], want[i].JSON())
			}
		}
	}
	if prune := open("").UploaderPolicy(true); !slices.Contains(prune.Statement[0].Action, "s3:DeleteObject") {
		t.Errorf("without s3:DeleteObject: %s", prune.JSON())
	}
}

// A policy is a block of JSON, what stands between the lines <<JSON and JSON of
// Terraform, or a PolicyDocument of CloudFormation.
var (
	jsonBlock      = regexp.MustCompile("(?s)```json\n(.*?)```|<<-JSON\n(.*?)\n *JSON\n")
	formationBlock = regexp.MustCompile("(?s)```yaml\n(AWSTemplateFormatVersion.*?)```")
)

func policiesIn(t *testing.T, file string) (found []any) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range jsonBlock.FindAllStringSubmatch(string(src), -1) {
		found = append(found, tree(t, m[1]+m[2]))
	}
	for _, m := range formationBlock.FindAllStringSubmatch(string(src), -1) {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(m[1]), &doc); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		documents(t, &doc, &found)
	}
	return found
}

func documents(t *testing.T, n *yaml.Node, found *[]any) {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "PolicyDocument" {
			var v any
			if err := c.Decode(&v); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			*found = append(*found, tree(t, string(text)))
			continue
		}
		documents(t, c, found)
	}
}

func tree(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}
