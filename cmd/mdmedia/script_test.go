package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mdmedia/mdmedia"
	"github.com/mdmedia/mdmedia/internal/s3test"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mdmedia": main})
}

// TestScripts runs every command as a person would, failures too.
func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("local", nil))
}

// TestS3Scripts runs the scripts that need a bucket, each with an empty one on
// a real S3 server.
func TestS3Scripts(t *testing.T) {
	server := s3test.Start(t)
	testscript.Run(t, scripts("s3", server))
}

func scripts(dir string, server *s3test.Server) testscript.Params {
	return testscript.Params{
		Dir:           filepath.Join("testdata", dir),
		UpdateScripts: os.Getenv("UPDATE") != "", // then look at the difference
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, ".home"))
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".home", "cache"))
			env.Setenv("CLOUDINARY_URL", "")
			if blog, err := filepath.Abs("../../examples/blog/content/posts"); err == nil {
				env.Setenv("BLOG", blog) // films, which no script can make
			}
			settings := s3test.Isolated()
			if server != nil {
				bucket := bucketName(env.WorkDir)
				if err := server.CreateBucket(context.Background(), bucket); err != nil {
					return err
				}
				settings = append(server.Env(), "BUCKET="+bucket, "ENDPOINT="+server.Endpoint)
				env.Values[serverKey{}] = server
				env.Values[faultsKey{}] = &faults{server: server}
			}
			for _, kv := range settings {
				name, value, _ := strings.Cut(kv, "=")
				env.Setenv(name, value)
			}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "mount":
				return canMount(), nil
			case "mermaid": // always in CI, which makes the bundle
				_, err := mdmedia.MermaidLicenses()
				return err == nil || os.Getenv("CI") == "true", nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"addr":       cmdAddr,
			"asnobody":   cmdAsNobody,
			"bigpost":    cmdBigPost,
			"bucket":     cmdBucket,
			"converged":  cmdConverged,
			"envsubst":   cmdEnvsubst,
			"fault":      cmdFault,
			"faultcount": cmdFaultCount,
			"fill":       cmdFill,
			"fulldisk":   cmdFullDisk,
			"interrupt":  cmdInterrupt,
			"photo":      cmdPhoto,
			"png":        cmdPNG,
			"snapshot":   cmdSnapshot,
			"tree":       cmdTree,
			"truthful":   cmdTruthful,
			"until":      cmdUntil,
			"video":      cmdVideo,
			"wanted":     cmdWanted,
		},
	}
}

var notBucket = regexp.MustCompile(`[^a-z0-9-]+`)

func bucketName(workDir string) string {
	return strings.Trim(notBucket.ReplaceAllString(strings.ToLower(filepath.Base(workDir)), "-"), "-")
}
