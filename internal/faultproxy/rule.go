package faultproxy

import (
	"regexp"
	"time"
)

// A Match chooses requests. The zero value chooses all.
type Match struct {
	// Method is the HTTP method. Empty: any.
	Method string
	// Key is searched for in the object's key. Nil: any, also no key.
	Key *regexp.Regexp
	// Sub is the sub-resource, one of partNumber, uploads, uploadId,
	// list-type, delete, location. "-": a request without one. Empty: any.
	Sub string
	// Copy chooses requests that copy within the server.
	Copy bool
	// Faulted chooses requests that met a fault. Only [Proxy.Count] can know.
	Faulted bool
}

// A Rule says which requests meet a fault.
type Rule struct {
	Match
	// From is the first of the matching requests that meets the fault, counted
	// from 1. 0: 1.
	From int
	// Every is the distance to the next one that does. 0: 1, every one.
	Every int
	// Times is how many requests meet it in all. 0: no limit.
	Times int
	// Fault is what happens to them.
	Fault Fault
}

// A Fault is what happens to a request. The zero value is nothing.
type Fault struct {
	// Delay is waited before anything else happens.
	Delay time.Duration
	// Rate is how many bytes of a body pass in a second, in each direction.
	// 0: no limit.
	Rate int64
	// Do is how the connection breaks. Empty: it does not.
	Do Break
	// At is when it breaks, or when Status is answered. Empty: AtRequest.
	At Point
	// After is how many bytes of the body pass before, AtBody and AtReply.
	After int64
	// Status is answered in the server's place, with an S3 error as the body.
	// 0: what the server answers. AtAnswer the server has done its work before.
	Status int
	// Code is the S3 error code in the body. Empty: there is no body.
	Code string
	// RetryAfter is the header of that name. Empty: none.
	RetryAfter string
}

// A Break is a way in which a connection ends.
type Break string

// The ways.
const (
	Reset Break = "reset" // at once, with a TCP reset
	Cut   Break = "cut"   // in good order, but before everything was said; AtAnswer in the middle of the answer's head
	Stall Break = "stall" // not at all: nothing is read and nothing is sent any more
)

// A Point is a moment in the course of a request.
type Point string

// The moments.
const (
	AtRequest Point = "request" // before the server hears of it
	AtBody    Point = "body"    // while the request's body passes
	AtAnswer  Point = "answer"  // the server has answered, the client has heard nothing
	AtReply   Point = "reply"   // while the answer's body passes
)

// matches reports whether the request is one of those chosen.
func (m *Match) matches(r *Request) bool {
	switch {
	case m.Method != "" && m.Method != r.Method,
		m.Sub == "-" && r.Sub != "",
		m.Sub != "" && m.Sub != "-" && m.Sub != r.Sub,
		m.Copy && !r.Copy,
		m.Faulted && !r.Faulted:
		return false
	}
	return m.Key == nil || m.Key.MatchString(r.Key)
}

// A counted rule knows how many requests it has seen.
type counted struct {
	Rule
	seen, met int
}

// meets reports whether a matching request, which is counted, meets the fault.
func (c *counted) meets() bool {
	c.seen++
	since := c.seen - max(c.From, 1)
	if since < 0 || since%max(c.Every, 1) != 0 || c.Times > 0 && c.met >= c.Times {
		return false
	}
	c.met++
	return true
}
