package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
	"github.com/mdmedia/mdmedia/internal/s3test"
)

// TestKilledS3 kills builds against a real S3 server two hundred times at
// random moments, from the first to the last. After each kill every published
// page is whole and every object that it names is there with the right bytes.
// After the last one run leaves what a clean build leaves.
func TestKilledS3(t *testing.T) {
	k := newKilling(t)
	begin := time.Now()
	k.run()
	whole := time.Since(begin)
	want := k.look()
	if len(want.objects) != 31 || len(want.files) != 14 {
		t.Fatalf("a clean build leaves %d objects and %d files", len(want.objects), len(want.files))
	}
	k.wipe("public", "mdmedia.lock", ".home", "bucket")
	kills := 200
	if testing.Short() {
		kills = 20
	}
	seed := rand.Uint64()
	t.Logf("seed %d, a whole build takes %v", seed, whole)
	random := rand.New(rand.NewPCG(seed, 0))
	sent, published := 0, 0 // kills of runs that had sent something, and had published something
	for killed := 0; killed < kills; {
		k.proxy.Forget()
		if k.kill(time.Duration(random.Int64N(int64(whole)))) {
			killed++
		}
		if n, _ := k.proxy.Count(faultproxy.Match{Method: "PUT"}); n > 0 {
			sent++
		}
		published += k.checkPages()
		k.forgetSome(random)
	}
	t.Logf("%d of them were sending, and %d pages were looked at, after %v", sent, published, time.Since(begin))
	if sent < kills/8 || published < kills/8 {
		t.Errorf("the kills came at the wrong moments: %d while sending, %d pages", sent, published)
	}
	k.run()
	got := k.look()
	left := got.takeTemporary()
	if d := got.diff(want); d != "" {
		t.Errorf("the outcome is not that of a clean build:\n%s", d)
	}
	if len(left) > 0 {
		t.Errorf("%d temporary files were left over, such as %s", len(left), left[0])
	}
	// One that was killed between the server's answer and the journal is left to
	// prune: no run knows of it.
	if len(got.uploads) > kills/20 {
		t.Errorf("%d uploads of %s were left over", len(got.uploads), got.uploads[0])
	}
	t.Logf("%d uploads are left to prune", len(got.uploads))
}

// A killing is a site with a bucket, and a build to kill.
type killing struct {
	t                    *testing.T
	dir, bucket, program string
	args                 []string
	env                  []string
	server               *s3test.Server
	proxy                *faultproxy.Proxy
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	// Without the race detector, which would make it slow.
	program := filepath.Join(t.TempDir(), "parts.exe")
	tool := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./testdata/parts")
	tool.Env = append(os.Environ(), "CGO_ENABLED=0")
	if msg, err := tool.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	var err error
	k := &killing{t: t, dir: t.TempDir(), bucket: "killed", program: program, server: s3test.Start(t)}
	k.server.Bucket(t, k.bucket)
	// Without latency the moments between two requests would hardly be met.
	k.proxy, err = faultproxy.Start(faultproxy.Options{Target: k.server.Endpoint, Latency: 3 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.proxy.Close() })
	k.env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(k.dir, ".home"))
	k.write("mdmedia.yaml", fmt.Appendf(nil, "content: posts\nstore:\n  s3: {bucket: %s, endpoint: %q}\ndelivery:\n  cloudinary: {cloud: demo}\n", k.bucket, k.proxy.URL()))
	for i := range 12 {
		post := fmt.Sprintf("---\ntitle: Post %d\n---\n\n", i)
		for n := range 2 + i%2 {
			post += fmt.Sprintf("![x](x%d.png) ", n)
			k.write(fmt.Sprintf("posts/p%d/x%d.png", i, n), noise(uint64(10*i+n)))
		}
		if i == 5 {
			post += "![film](film.mp4)"
		}
		k.write(fmt.Sprintf("posts/p%d/index.md", i), []byte(post))
	}
	if err := writeVideo(filepath.Join(k.dir, "posts/p5/film.mp4"), 8<<20); err != nil {
		t.Fatal(err)
	}
	return k
}

// noise is a picture that cannot be compressed, of about 10 KB.
func noise(seed uint64) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 50, 50))
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}

func (k *killing) write(name string, data []byte) {
	k.t.Helper()
	name = filepath.Join(k.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		k.t.Fatal(err)
	}
}

func (k *killing) command() *exec.Cmd {
	cmd := exec.CommandContext(k.t.Context(), k.program, k.args...)
	cmd.Dir, cmd.Env = k.dir, k.env
	return cmd
}

// run builds to the end.
func (k *killing) run() {
	k.t.Helper()
	if msg, err := k.command().CombinedOutput(); err != nil {
		k.t.Fatalf("%v\n%s", err, msg)
	}
}

// kill builds and kills after a while; it reports false if the build was
// quicker.
func (k *killing) kill(after time.Duration) bool {
	k.t.Helper()
	cmd := k.command()
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait()
	switch code := cmd.ProcessState.ExitCode(); code {
	case 0:
		return false
	case -1:
		return true
	default:
		k.t.Fatalf("a build that another was killed before ended with %d: %s", code, said.String())
		return false
	}
}

func (k *killing) look() *outcome {
	k.t.Helper()
	o, err := look(k.server, k.bucket, k.dir, "")
	if err != nil {
		k.t.Fatal(err)
	}
	return o
}

// checkPages compares every object that a published page names with the file
// that it comes from, and returns the number of pages. The server keeps an
// object as a file at its key.
func (k *killing) checkPages() int {
	k.t.Helper()
	pages, err := filepath.Glob(filepath.Join(k.dir, "public", "*", "index.html"))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, p := range pages {
		data, err := os.ReadFile(p)
		if err != nil {
			k.t.Fatal(err)
		}
		named := delivered.FindAllStringSubmatch(string(data), -1)
		if len(named) < 2 || !strings.HasSuffix(string(data), "</html>\n") {
			k.t.Fatalf("%s is not whole", p)
		}
		for _, m := range named {
			k.checkObject(p, m[1])
		}
	}
	return len(pages)
}

func (k *killing) checkObject(page, name string) {
	k.t.Helper()
	key, err := url.PathUnescape(name)
	if err != nil {
		k.t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(k.dir, "posts", filepath.FromSlash(strings.TrimPrefix(key, "images/"))))
	if err != nil {
		k.t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(k.server.Dir, k.bucket, filepath.FromSlash(key)))
	if err != nil || !bytes.Equal(got, want) {
		k.t.Fatalf("%s names %s, of which the bucket has %d bytes of %d: %v", page, key, len(got), len(want), err)
	}
}

// forgetSome makes the next run find one of the states that a site can be in.
func (k *killing) forgetSome(random *rand.Rand) {
	switch random.IntN(8) {
	case 0, 1, 2:
		k.wipe("public", "mdmedia.lock", ".home", "bucket")
	case 3:
		k.wipe("mdmedia.lock")
	case 4:
		k.wipe("public", ".home")
	}
}

// wipe removes parts of what builds have left. What is removed from the bucket
// has no record and no page any more: the tool is not to blame for it.
func (k *killing) wipe(names ...string) {
	k.t.Helper()
	for _, name := range names {
		err := os.RemoveAll(filepath.Join(k.dir, name))
		if name == "bucket" {
			err = empty(k.server, k.bucket)
		}
		if name == ".home" { // the journal of uploads is in it
			err = errors.Join(err, abortAll(k.server, k.bucket))
		}
		if err != nil {
			k.t.Fatal(err)
		}
	}
}
