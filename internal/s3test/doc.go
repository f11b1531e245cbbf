// Package s3test runs a real S3 server for tests and demonstrations:
// versitygw, which checks signatures and checksums and honours conditional
// writes.
//
// The server is built once a machine with the go command and kept in the
// user's cache folder. It runs as a child process on a free port of the
// loopback interface and ends with the test or program that started it.
package s3test
