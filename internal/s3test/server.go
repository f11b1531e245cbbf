package s3test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A Server is a running S3 server.
type Server struct {
	// Endpoint is its address, such as http://127.0.0.1:40123.
	Endpoint string
	// Region is the only one that it accepts.
	Region string
	// AccessKey and SecretKey are the administrator's.
	AccessKey, SecretKey string
	// Dir is the folder that holds a folder for each bucket.
	Dir string

	cmd    *exec.Cmd
	output *bytes.Buffer // what the server printed, valid once exited is closed
	exited chan struct{}
}

// Launch starts a server that keeps its data in dir, which is made if need
// be. It ends when ctx does, or with Stop.
func Launch(ctx context.Context, dir string) (*Server, error) {
	program, err := Build(ctx)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	// Between choosing a free port and listening, someone else may take it.
	for try := 0; ; try++ {
		s, err := launch(ctx, program, dir)
		if err == nil || try == 3 || ctx.Err() != nil {
			return s, err
		}
	}
}

func launch(ctx context.Context, program, dir string) (*Server, error) {
	data, meta := filepath.Join(dir, "data"), filepath.Join(dir, "meta")
	if err := errors.Join(os.MkdirAll(data, 0o755), os.MkdirAll(meta, 0o755)); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &Server{
		Endpoint: "http://" + port, Region: "us-east-1", AccessKey: "testkey", SecretKey: "testsecret",
		Dir: data, output: new(bytes.Buffer), exited: make(chan struct{}),
	}
	args := []string{"--access", s.AccessKey, "--secret", s.SecretKey, "--region", s.Region,
		"--port", port, "--keep-alive", "--quiet", "posix"}
	if !hasXattrs(data) {
		args = append(args, "--sidecar", meta)
	}
	s.cmd = exec.CommandContext(ctx, program, append(args, data)...)
	// Not the caller's environment: VGW_ variables would change the server.
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir()}
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	s.cmd.SysProcAttr = endWithParent()
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the S3 test server: %w", err)
	}
	go func() {
		_ = s.cmd.Wait() // how it ended is in output
		close(s.exited)
	}()
	if err := s.ready(ctx, port); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// ready waits until the server listens.
func (s *Server) ready(ctx context.Context, port string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", port)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-s.exited:
			return fmt.Errorf("the S3 test server ended at once: %s", bytes.TrimSpace(s.output.Bytes()))
		case <-ctx.Done():
			return fmt.Errorf("the S3 test server does not listen: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// Stop ends the server and waits until it has ended. The data stays. It may be
// called more than once.
func (s *Server) Stop() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	<-s.exited
}

// CreateBucket makes a bucket.
func (s *Server) CreateBucket(ctx context.Context, name string) error {
	_, err := s.Client().CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name})
	return err
}

// Client returns a client of the administrator's, for what a test does behind
// the back of the code that it tests.
func (s *Server) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &s.Endpoint, Region: s.Region, UsePathStyle: true,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, "")),
	})
}

// Env returns the variables, as KEY=value, with which a program's standard
// credential chain finds this server's credentials and nothing of the user's.
func (s *Server) Env() []string {
	return append(Isolated(), "AWS_ACCESS_KEY_ID="+s.AccessKey, "AWS_SECRET_ACCESS_KEY="+s.SecretKey)
}

// Isolated returns variables that hide the AWS settings of the user and of
// the machine: no profile, no key, no role.
func Isolated() []string {
	return []string{
		"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PROFILE=", "AWS_REGION=", "AWS_DEFAULT_REGION=",
		"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN=",
		"AWS_ENDPOINT_URL=", "AWS_ENDPOINT_URL_S3=", "AWS_CA_BUNDLE=",
		"AWS_WEB_IDENTITY_TOKEN_FILE=", "AWS_ROLE_ARN=",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=", "AWS_CONTAINER_CREDENTIALS_FULL_URI=",
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
