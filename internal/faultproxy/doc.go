// Package faultproxy stands between an S3 client and a real server, passes
// everything through, and does to chosen requests what networks and servers do
// on bad days: delays, resets, silence, errors, answers that break off.
//
// Requests and answers pass byte for byte, the Host header too, so signatures
// stay valid. Bodies go from socket to socket in the kernel where it can do
// that, so the proxy is also fit to add latency to a benchmark.
//
// What is to go wrong is data: a [Rule] says which requests meet which
// [Fault]. [ParseRule] reads one from a line such as
//
//	method=PUT key=^images/ from=3 every=2 status=503 code=SlowDown retry-after=1
//
// The proxy keeps a list of all requests with the bytes of their bodies, so a
// test can say that nothing was asked, or that only the missing parts were
// sent. Buckets are expected in the path of the URL, not in the host's name.
package faultproxy
