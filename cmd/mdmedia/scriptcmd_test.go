package main

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mdmedia/mdmedia/internal/s3test"
)

// serverKey finds the S3 server in a script's values.
type serverKey struct{}

// cmdPNG makes pictures: png FILE... . Each name gives another picture, and
// -seed TEXT first gives others again. -size WxH makes them as large, of noise.
func cmdPNG(ts *testscript.TestScript, neg bool, args []string) {
	seed := ""
	if len(args) > 1 && args[0] == "-seed" {
		seed, args = args[1], args[2:]
	}
	width, height := 8, 6
	if len(args) > 1 && args[0] == "-size" {
		_, err := fmt.Sscanf(args[1], "%dx%d", &width, &height)
		ts.Check(err)
		args = args[2:]
	}
	if neg || len(args) == 0 {
		ts.Fatalf("usage: png [-seed TEXT] FILE...")
	}
	for _, name := range args {
		h := fnv.New32a()
		h.Write([]byte(seed + name))
		c := h.Sum32()
		img := image.NewRGBA(image.Rect(0, 0, width, height))
		for i := range width * height {
			if width > 8 {
				c = c*1664525 + 1013904223 // a linear congruential generator
			}
			img.Set(i%width, i/width, color.RGBA{uint8(c), uint8(c >> 8), uint8(int(c>>16) + i), 255})
		}
		var b bytes.Buffer
		ts.Check(png.Encode(&b, img))
		ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(name)), 0o755))
		ts.Check(os.WriteFile(ts.MkAbs(name), b.Bytes(), 0o644))
	}
}

// cmdTree prints the files below a folder to standard output, with their sizes
// left out: tree DIR.
func cmdTree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree DIR")
	}
	for _, name := range files(ts, ts.MkAbs(args[0])) {
		fmt.Fprintln(ts.Stdout(), name)
	}
}

func files(ts *testscript.TestScript, dir string) (names []string) {
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		ts.Fatalf("%v", err)
	}
	slices.Sort(names)
	return names
}

// cmdSnapshot writes name, time and bytes of every file below a folder into a
// file, so that cmp tells whether anything was touched: snapshot DIR FILE.
func cmdSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: snapshot DIR FILE")
	}
	var b strings.Builder
	for _, name := range files(ts, ts.MkAbs(args[0])) {
		p := filepath.Join(ts.MkAbs(args[0]), name)
		fi, err := os.Lstat(p)
		ts.Check(err)
		data, err := os.ReadFile(p)
		ts.Check(err)
		h := fnv.New64a()
		h.Write(data)
		fmt.Fprintf(&b, "%s %s %d %x\n", name, fi.ModTime().Format("15:04:05.000000000"), fi.Size(), h.Sum64())
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

// cmdBigPost writes a post of one line many times: bigpost FILE N LINE.
func cmdBigPost(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: bigpost FILE N LINE")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(args[2]+"\n\n", n)), 0o644))
}

// cmdEnvsubst replaces $BUCKET and the like in files: envsubst FILE...
func cmdEnvsubst(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(os.Expand(ts.ReadFile(name), ts.Getenv)), 0o644))
	}
}

// cmdBucket prints the keys in the script's bucket with type and size, or
// deletes a key: bucket list | bucket delete KEY | bucket put KEY TEXT |
// bucket putfile KEY FILE.
func cmdBucket(ts *testscript.TestScript, neg bool, args []string) {
	server, ok := ts.Value(serverKey{}).(*s3test.Server)
	if !ok || len(args) == 0 {
		ts.Fatalf("usage: bucket list | new NAME | delete KEY | put KEY TEXT | putfile KEY FILE, in a script with a server")
	}
	ctx, client, bucket := context.Background(), server.Client(), ts.Getenv("BUCKET")
	switch args[0] {
	case "list":
		out, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket})
		ts.Check(err)
		if len(out.Contents) == 0 {
			fmt.Fprintln(ts.Stdout(), "empty")
		}
		for _, o := range out.Contents {
			h, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: o.Key})
			ts.Check(err)
			fmt.Fprintf(ts.Stdout(), "%s %s %q\n", *o.Key, deref(h.ContentType), deref(h.CacheControl))
		}
	case "new":
		ts.Check(server.CreateBucket(ctx, args[1]))
	case "delete":
		_, err := client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: &args[1]})
		ts.Check(err)
	case "put":
		_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &args[1], Body: strings.NewReader(args[2])})
		ts.Check(err)
	case "putfile":
		_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &args[1], Body: strings.NewReader(ts.ReadFile(args[2]))})
		ts.Check(err)
	default:
		ts.Fatalf("unknown: bucket %s", args[0])
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
