//go:build unix

package main

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// notify sends a datagram to a Unix socket, which is abstract if it begins with @. A
// manager that does not listen is no reason to stop.
func notify(socket, state string) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	unix.CloseOnExec(fd)
	_ = syscall.Sendto(fd, []byte(state), 0, &syscall.SockaddrUnix{Name: socket})
}
