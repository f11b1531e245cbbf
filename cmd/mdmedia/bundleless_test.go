package main

import (
	"crypto/sha256"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program that was built without Mermaid, as go install does, says so, and
// takes it from a release's file, from its address and from npm's packages.
func TestWithoutBundle(t *testing.T) {
	bundle, err := filepath.Abs("../../renderer/mermaid/internal/embedded/bundle/mermaid.bundle")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(bundle)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("SKIPPED, nothing was tested: there is no bundle: run make bundle")
	}
	dir := t.TempDir()
	program := buildWithout(t, dir, bundle)
	site := filepath.Join(dir, "site")
	write(t, filepath.Join(site, "mdmedia.yaml"), "content: posts\nstore: {dir: bucket}\ndelivery: {local: /media}\n")
	write(t, filepath.Join(site, "posts", "a.md"), "```mermaid\npie\n \"a\": 1\n```\n")

	// Each way begins with a program that has nothing.
	fresh := func(name string) func(ok bool, want string, args ...string) {
		cache := filepath.Join(dir, "cache-"+name)
		return func(ok bool, want string, args ...string) {
			t.Helper()
			cmd := exec.Command(program, args...)
			cmd.Dir = site
			cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache, "HOME="+cache, "SSL_CERT_FILE="+filepath.Join(dir, "cert.pem"))
			said, err := cmd.CombinedOutput()
			if (err == nil) != ok || !strings.Contains(string(said), want) {
				t.Errorf("%s: mdmedia %v: %v\n%s\nwant %q", name, args, err, said, want)
			}
		}
	}
	draws := func(run func(bool, string, ...string)) {
		t.Helper()
		_ = os.RemoveAll(filepath.Join(site, ".mdmedia"))
		run(true, "1 post", "build")
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(data))

	run := fresh("file")
	run(false, "posts/a.md:1:1: mermaid: this program was built without Mermaid: see mdmedia mermaid install --help", "build")
	run(false, "built without Mermaid", "mermaid", "licenses")
	run(false, "and not "+strings.Repeat("0", 64)+": nothing was installed", "mermaid", "install", "--from", bundle, "--sha256", strings.Repeat("0", 64))
	run(false, "built without Mermaid", "build")
	run(true, "Mermaid 12.3.0 is installed: ", "mermaid", "install", "--from", bundle, "--sha256", sum)
	run(true, "mermaid 12.3.0 (MIT)", "mermaid", "licenses")
	draws(run)

	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mermaid.bundle" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	defer srv.Close()
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	write(t, filepath.Join(dir, "cert.pem"), string(cert))
	run = fresh("url")
	run(false, "404 Not Found", "mermaid", "install", "--from", srv.URL+"/none", "--sha256", sum)
	run(false, "nothing was installed", "mermaid", "install", "--from", srv.URL+"/mermaid.bundle", "--sha256", sum[:63]+"x")
	run(true, "is installed", "mermaid", "install", "--from", srv.URL+"/mermaid.bundle", "--sha256", strings.ToUpper(sum))
	draws(run)

	modules, err := filepath.Abs("../../.cache/npm/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "esbuild")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Log("SKIPPED: npm's packages are not there")
		return
	}
	run = fresh("modules")
	run(false, "esbuild", "mermaid", "install", "--from", dir)
	run(true, "is installed", "mermaid", "install", "--from", modules)
	draws(run)
}

// buildWithout builds the program as it is without a file.
func buildWithout(t *testing.T, dir, file string) string {
	t.Helper()
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{file: ""}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(overlay))
	program := filepath.Join(dir, "bare")
	cmd := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return program
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
