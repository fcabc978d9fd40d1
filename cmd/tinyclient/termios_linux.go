//go:build !ppc64 && !ppc64le

package main

import "golang.org/x/sys/unix"

// The calls that know any speed.
const (
	getTermios = unix.TCGETS2
	setTermios = unix.TCSETS2

	// drainTermios first waits until all is sent.
	drainTermios = unix.TCSETSW2
)
