//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreBrokenPipes makes a write to a standard output that nobody reads an error
// with an exit status, where the signal would end the program without a word.
func ignoreBrokenPipes() { signal.Ignore(syscall.SIGPIPE) }
