//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openSocket creates a stream socket that blocks.
func openSocket(family int) (int, error) {
	syscall.ForkLock.RLock()
	fd, err := unix.Socket(family, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return -1, os.NewSyscallError("socket", err)
	}
	if err := setNoSignal(fd); err != nil {
		_ = unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// acceptSocket takes the next connection from a listening socket, whose being
// non-blocking it inherits.
func acceptSocket(fd int) (int, syscall.Sockaddr, error) {
	syscall.ForkLock.RLock()
	accepted, sa, err := syscall.Accept(fd)
	if err == nil {
		unix.CloseOnExec(accepted)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return -1, nil, err
	}
	if err := unix.SetNonblock(accepted, false); err != nil {
		_ = unix.Close(accepted)
		return -1, nil, err
	}
	_ = setNoSignal(accepted) // fails when the peer has reset it already
	return accepted, sa, nil
}

// prepareListening makes accept(2) never wait: a connection that poll(2) has
// told of may be gone again.
func prepareListening(fd int) error {
	return os.NewSyscallError("fcntl", unix.SetNonblock(fd, true))
}
