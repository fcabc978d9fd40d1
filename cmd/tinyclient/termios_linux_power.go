//go:build ppc64 || ppc64le

package main

import "golang.org/x/sys/unix"

// The calls that know any speed: here all do.
const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS

	// drainTermios first waits until all is sent.
	drainTermios = unix.TCSETSW
)
