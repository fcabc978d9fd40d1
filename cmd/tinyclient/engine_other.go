//go:build !linux && !darwin && !freebsd && !openbsd && !netbsd && !dragonfly

package main

// engine is what lies beneath package blocking here.
const engine = "net"
