//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package main

// engine is what drives the connection, in every mode and with every build tag: a goroutine
// in a call that waits. One connection needs no loop, so the tag selector changes nothing.
const engine = "blocking"
