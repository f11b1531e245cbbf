package process_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/mdmedia/mdmedia/internal/process"
)

func TestExists(t *testing.T) {
	if !process.Exists(os.Getpid()) {
		t.Error("this process is not there")
	}
	cmd := exec.CommandContext(t.Context(), "go", "version")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if process.Exists(cmd.Process.Pid) {
		t.Error("a process that has ended is there")
	}
}
