package faultproxy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseRule reads a rule from words of the form name=value:
//
//	method= key= sub= copy=yes   which requests, see Match
//	nth=N                        only the Nth of them
//	from=N every=N times=N       see Rule
//	delay=30ms rate=1000         see Fault
//	do=reset|cut|stall at=request|body|answer|reply after=BYTES
//	status=503 code=SlowDown retry-after=1
func ParseRule(line string) (Rule, error) {
	var r Rule
	for word := range strings.FieldsSeq(line) {
		name, value, ok := strings.Cut(word, "=")
		if !ok || value == "" {
			return r, fmt.Errorf("faultproxy: %q: want name=value", word)
		}
		known, err := r.Match.set(name, value)
		if !known {
			known, err = r.set(name, value)
		}
		if !known {
			err = fmt.Errorf("there is no such name")
		}
		if err != nil {
			return r, fmt.Errorf("faultproxy: %s: %w", word, err)
		}
	}
	return r, nil
}

// ParseMatch reads a Match from the words that a rule has for it, and
// faulted=yes.
func ParseMatch(line string) (Match, error) {
	var m Match
	for word := range strings.FieldsSeq(line) {
		name, value, _ := strings.Cut(word, "=")
		if known, err := m.set(name, value); err != nil || !known {
			return m, fmt.Errorf("faultproxy: %s: not a word that chooses requests", word)
		}
	}
	return m, nil
}

func (m *Match) set(name, value string) (known bool, err error) {
	switch name {
	case "method":
		m.Method = value
	case "key":
		m.Key, err = regexp.Compile(value)
	case "sub":
		if value != "-" && !slices.Contains(subResources(), value) {
			err = fmt.Errorf("want one of %s", strings.Join(subResources(), ", "))
		}
		m.Sub = value
	case "copy":
		m.Copy = value == "yes"
	case "faulted":
		m.Faulted = value == "yes"
	default:
		return false, nil
	}
	return true, err
}

func (r *Rule) set(name, value string) (known bool, err error) {
	f := &r.Fault
	switch name {
	case "nth":
		r.From, err = strconv.Atoi(value)
		r.Times = 1
	case "from":
		r.From, err = strconv.Atoi(value)
	case "every":
		r.Every, err = strconv.Atoi(value)
	case "times":
		r.Times, err = strconv.Atoi(value)
	case "delay":
		f.Delay, err = time.ParseDuration(value)
	case "rate":
		f.Rate, err = strconv.ParseInt(value, 10, 64)
	case "after":
		f.After, err = strconv.ParseInt(value, 10, 64)
	case "do":
		f.Do = Break(value)
		err = oneOf(f.Do, Reset, Cut, Stall)
	case "at":
		f.At = Point(value)
		err = oneOf(f.At, AtRequest, AtBody, AtAnswer, AtReply)
	case "status":
		f.Status, err = strconv.Atoi(value)
	case "code":
		f.Code = value
	case "retry-after":
		f.RetryAfter = value
	default:
		return false, nil
	}
	return true, err
}

func oneOf[T ~string](v T, allowed ...T) error {
	if slices.Contains(allowed, v) {
		return nil
	}
	return fmt.Errorf("want one of %v", allowed)
}
