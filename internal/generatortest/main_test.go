package generatortest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is the mdmedia that the tests run, and its folder comes first in PATH.
var program string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mdmedia-generators-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "mdmedia")
	cmd := exec.Command("go", "build", "-o", program, "github.com/mdmedia/mdmedia/cmd/mdmedia")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v: %s", err, out)
		return 1
	}
	for name, value := range map[string]string{
		"PATH": dir + string(os.PathListSeparator) + os.Getenv("PATH"), "XDG_CACHE_HOME": filepath.Join(dir, "cache"),
		"CLOUDINARY_URL": "", "NO_COLOR": "1",
	} {
		if name == "XDG_CACHE_HOME" {
			toolCache, _ = os.UserCacheDir() // as it was
		}
		os.Setenv(name, value)
	}
	return m.Run()
}

// toolCache is the person's cache folder, where built programs are.
var toolCache string

// missing skips a test on a person's machine and fails it in CI.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing", what)
}

// command runs a program in a folder and returns what it printed.
func command(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := tryCommand(dir, args...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

func tryCommand(dir string, args ...string) (string, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
