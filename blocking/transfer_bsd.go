//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// canTry is false: there is no cheap call here, and the read that waits does as
// well.
const canTry = false

// recvNow is recv(2) that never waits.
func recvNow(fd int, p []byte) (int, syscall.Errno) {
	n, _, err := syscall.Recvfrom(fd, p, unix.MSG_DONTWAIT)
	return transferred(n, err)
}

// sendNow is send(2) that never waits.
func sendNow(fd int, p []byte) (int, syscall.Errno) {
	return transferred(syscall.SendmsgN(fd, p, nil, nil, unix.MSG_DONTWAIT|noSignal))
}

// sendWait is send(2), which waits at most SO_SNDTIMEO.
func sendWait(fd int, p []byte) (int, syscall.Errno) {
	return transferred(syscall.SendmsgN(fd, p, nil, nil, noSignal))
}

func transferred(n int, err error) (int, syscall.Errno) {
	if errno, ok := err.(syscall.Errno); ok {
		return 0, errno
	}
	return n, 0
}
