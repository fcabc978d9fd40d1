package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// What tinyclient is told for the transfers that need more than a host and a port.
// An empty secured leaves that transfer out; an empty returning starts tinyclient
// again and again, as a script must whose client cannot do it.
var (
	secured   []string // such as -tls -ca /ca.pem
	returning []string // such as -reconnect
)

// refused is tinyclient's exit status for that.
const refused = "4"

// A step is one transfer: what tinyclient is started with, and who is at the far end.
type step struct {
	name         string
	bytes, tries int
	args         []string
	server       *server
	check        func(report) error // beyond bytes and sums
}

// steps is what every board carries out.
func steps(far *servers, bytes int) []step {
	all := []step{{"clear", bytes, 1, to(gateway, far.clear), far.clear, once}}
	if secured != nil {
		all = append(all, step{"tls", bytes, 1, append(secured, to(hostName, far.secure)...), far.secure, once})
	}
	all = append(all, step{"name", bytes, 1, to(hostName, far.named), far.named, once})
	tries := 60
	if returning != nil {
		tries = 1
	}
	return append(all, step{"return", 64 << 10, tries, append(returning, to(gateway, far.leaving)...), far.leaving, func(r report) error {
		if far.leaving.connections() < 2 {
			return errors.New("the server has seen one connection only")
		}
		if returning == nil && !slices.Contains(strings.Split(r.statuses, ","), refused) {
			return errors.New("no refusal among " + r.statuses + ": nobody has seen the server away")
		}
		return nil
	}})
}

// to is the end of a command line.
func to(host string, s *server) []string { return []string{host, strconv.Itoa(s.port())} }

func once(r report) error {
	if r.statuses != "0" {
		return errors.New("exit status " + r.statuses)
	}
	return nil
}
