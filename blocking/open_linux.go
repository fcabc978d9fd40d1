package blocking

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openSocket creates a stream socket that blocks.
func openSocket(family int) (int, error) {
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	return fd, os.NewSyscallError("socket", err)
}

// acceptSocket takes the next connection from a listening socket.
func acceptSocket(fd int) (int, syscall.Sockaddr, error) {
	return syscall.Accept4(fd, unix.SOCK_CLOEXEC)
}

// prepareListening has nothing to do: here a connection that accept(2) has been
// told of stays, even when its peer has reset it.
func prepareListening(fd int) error { return nil }
