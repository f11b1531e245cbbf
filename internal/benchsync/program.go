package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// The programs, in the order of the table.
const (
	ours   = "mdmedia"
	s5cmd  = "s5cmd"
	rclone = "rclone"
	find   = "find"
)

// A place is where the files lie and where they go.
type place struct {
	site     string // the site's folder; its media lie in content below it
	cache    string // mdmedia's
	endpoint string
	bucket   string
}

func (p place) content() string { return filepath.Join(p.site, "content") }

// A call is a program with its arguments.
type call struct{ args, env []string }

// sync is how a program is told to make the bucket hold the media, with its
// defaults for everything else.
func (b *bench) sync(program string, p place) call {
	switch program {
	case s5cmd:
		return call{args: []string{b.programs[s5cmd], "--endpoint-url", p.endpoint, "--log", "error",
			"sync", "--exclude", "*.md", p.content() + "/", "s3://" + p.bucket + "/"}}
	case rclone:
		return call{
			args: []string{b.programs[rclone], "--config", os.DevNull, "--log-level", "ERROR",
				"sync", "--exclude", "*.md", p.content(), "BENCH:" + p.bucket},
			env: []string{"RCLONE_CONFIG_BENCH_TYPE=s3", "RCLONE_CONFIG_BENCH_PROVIDER=Other",
				// With env_auth it wants checksums that it cannot send without TLS.
				"RCLONE_CONFIG_BENCH_ACCESS_KEY_ID=" + b.server.AccessKey, "RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY=" + b.server.SecretKey,
				"RCLONE_CONFIG_BENCH_REGION=" + b.server.Region, "RCLONE_CONFIG_BENCH_ENDPOINT=" + p.endpoint},
		}
	}
	return call{args: []string{b.programs[ours], "sync", "--config", filepath.Join(p.site, "mdmedia.yaml")},
		env: []string{"XDG_CACHE_HOME=" + p.cache}}
}

// walk is the yardstick of the tree with many files.
func walk(p place) call {
	return call{args: []string{"sh", "-c", `exec find "$0" -type f -printf '%p %s %T@\n' >/dev/null`, p.content()}}
}

// key is the key under which a program stores a file.
func key(program, path string) string {
	if program == ours {
		return "images/" + path
	}
	return path
}

// forget makes mdmedia know nothing of earlier runs, and configures the place.
func (p place) forget() error {
	for _, name := range []string{filepath.Join(p.site, "mdmedia.lock"), p.cache} {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
	}
	config := fmt.Sprintf("content: content\nstore:\n  s3: {bucket: %s, endpoint: %q}\ndelivery:\n  cloudinary: {cloud: demo}\n", p.bucket, p.endpoint)
	return os.WriteFile(filepath.Join(p.site, "mdmedia.yaml"), []byte(config), 0o644)
}
