//go:build linux

// Command raw sends what a read of standard input gives to ADDRESS PORT, an IPv4 address,
// and writes what a read of the answer gives, in turns, by bare system calls on one thread.
// No Go program that does the same starts sooner.
package main

import (
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

func main() {
	if err := run(); err != nil {
		os.Stderr.WriteString("raw: " + err.Error() + "\n")
		os.Exit(1)
	}
}

func run() error {
	host, err := netip.ParseAddr(os.Args[1])
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(os.Args[2])
	if err != nil {
		return err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: port, Addr: host.As4()}); err != nil {
		return err
	}
	for { // a line and its echo at a time
		if over, err := pass(0, fd); over || err != nil {
			return err
		}
		if over, err := pass(fd, 1); over || err != nil {
			return err
		}
	}
}

// pass writes what one read gives, and reports whether that was the end.
func pass(from, to int) (over bool, err error) {
	var piece [64 << 10]byte
	n, err := syscall.Read(from, piece[:])
	if n <= 0 {
		return true, err
	}
	_, err = syscall.Write(to, piece[:n])
	return false, err
}
