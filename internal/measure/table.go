package measure

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Ratio writes x to y, "-" if one of them was not measured.
func Ratio[T time.Duration | int64](x, y T) string {
	if x == 0 || y == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(x)/float64(y))
}

// Memory writes a number of bytes as MB, "-" for none.
func Memory(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MB", MB(bytes))
}

// MB is the number of megabytes.
func MB(bytes int64) float64 { return float64(bytes) / 1e6 }

// ReplaceTable puts text between the lines "<!-- bench:NAME -->" and
// "<!-- /bench:NAME -->" of a file and leaves the rest as it is.
func ReplaceTable(file, name, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	first, last := "<!-- bench:"+name+" -->\n", "<!-- /bench:"+name+" -->"
	before, rest, found := strings.Cut(string(old), first)
	_, after, closed := strings.Cut(rest, last)
	if !found || !closed {
		return fmt.Errorf("%s: the lines %q and %q are not there", file, strings.TrimSpace(first), last)
	}
	tmp := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".tmp")
	//nolint:gosec // the file is named by whoever runs the benchmark
	if err := os.WriteFile(tmp, []byte(before+first+"\n"+text+"\n"+last+after), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}
