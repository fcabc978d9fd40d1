package main

import (
	"errors"
	"strconv"
)

// What tinyclient is told beside a host and a port.
var (
	secured   = []string{"-tls", "-ca", "/ca.pem"}
	returning = []string{"-reconnect", "-retry-delay", "300ms"}
)

// A step is one transfer: what tinyclient is started with, and who is at the far end.
type step struct {
	name   string
	bytes  int
	args   []string
	server *server
	check  func(report, *server) error // beyond bytes and sums
}

// steps is what every board carries out.
func steps(far *servers, bytes int) []step {
	return []step{
		{"clear", bytes, to(gateway, far.clear), far.clear, once},
		{"tls", bytes, append(secured, to(hostName, far.secure)...), far.secure, once},
		{"name", bytes, to(hostName, far.named), far.named, once},
		{"return", 64 << 10, append(returning, to(gateway, far.leaving)...), far.leaving, again},
	}
}

// to is the end of a command line.
func to(host string, s *server) []string { return []string{host, strconv.Itoa(s.port())} }

func once(r report, _ *server) error {
	if r.status != "0" {
		return errors.New("exit status " + r.status)
	}
	return nil
}

// again is once, after a first connection that the server has ended.
func again(r report, s *server) error {
	if s.connections() < 2 {
		return errors.New("the server has seen one connection only")
	}
	return once(r, s)
}
