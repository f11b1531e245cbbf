package generatortest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// What pre-commit runs keeps git from taking a post whose picture is missing.
func TestPreCommit(t *testing.T) {
	var hooks []struct{ ID, Entry, Files string }
	readYAML(t, "../../.pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 || hooks[0].Entry == "" {
		t.Fatalf("hooks are %+v", hooks)
	}
	concerns := regexp.MustCompile(hooks[0].Files)
	for name, want := range map[string]bool{"posts/a.md": true, "a/B.png": true, "mdmedia.yaml": true, "x/mdmedia.lock": true, "main.go": false} {
		if concerns.MatchString(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	dir := t.TempDir()
	git := func(args ...string) (string, error) {
		return tryCommand(dir, append([]string{"git", "-c", "user.name=A", "-c", "user.email=a@example.com"}, args...)...)
	}
	if out, err := git("init", "-q"); err != nil {
		t.Fatal(out)
	}
	hook := filepath.Join(dir, ".git/hooks/pre-commit")
	write(t, hook, []byte("#!/bin/sh\nexec "+hooks[0].Entry+"\n"))
	if err := os.Chmod(hook, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "post.md"), []byte("![x](shot.svg)\n"))
	if out, err := git("add", "."); err != nil {
		t.Fatal(out)
	}
	if out, err := git("commit", "-qm", "x"); err == nil || !strings.Contains(out, `post.md:1:6: "shot.svg" not found`) {
		t.Errorf("%v: %s", err, out)
	}
	write(t, filepath.Join(dir, "shot.svg"), []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`))
	if out, err := git("commit", "-qm", "x"); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// The action runs what its input says, and its matcher knows our problems.
func TestAction(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct {
			Using string
			Steps []struct {
				Name, Run, Shell, Uses string
				Env                    map[string]string
			}
		}
	}
	readYAML(t, "../../action.yml", &action)
	if action.Runs.Using != "composite" || action.Inputs["args"].Default != "build" {
		t.Errorf("the action is %+v", action)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "post.md"), []byte("![x](shot.svg)\n"))
	t.Setenv("ARGS", "check --json")
	t.Setenv("MATCHER", "tools/problem-matcher.json")
	for _, s := range action.Runs.Steps {
		switch {
		case s.Run == "":
		case strings.HasPrefix(s.Name, "Install"):
			command(t, dir, "bash", "-c", s.Run) // our program is in the PATH
		default:
			out, err := tryCommand(dir, "bash", "-c", s.Run)
			if err == nil || !strings.HasPrefix(out, "::add-matcher::tools/problem-matcher.json\n{") || !strings.Contains(out, `\"shot.svg\" not found`) {
				t.Errorf("%v: %s", err, out)
			}
		}
	}
	var matcher struct {
		ProblemMatcher []struct{ Pattern []struct{ Regexp string } } `yaml:"problemMatcher"`
	}
	readYAML(t, "../../tools/problem-matcher.json", &matcher)
	out, _ := tryCommand(dir, program, "check")
	line, _, _ := strings.Cut(out, "\n")
	m := regexp.MustCompile(matcher.ProblemMatcher[0].Pattern[0].Regexp).FindStringSubmatch(line)
	if len(m) != 6 || m[1] != "post.md" || m[2] != "1" || m[3] != "6" || !strings.HasPrefix(m[5], `"shot.svg" not found`) {
		t.Errorf("%q matches %q", line, m)
	}
}

func readYAML(t *testing.T, name string, v any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(read(t, name)), v); err != nil {
		t.Fatal(err)
	}
}
