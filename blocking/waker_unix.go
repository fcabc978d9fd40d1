//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// waker is a descriptor that makes poll(2) return: r becomes readable when a
// byte is written to w. The two may be the same. They are non-blocking, so that
// neither signal nor drain ever waits.
type waker struct{ r, w int }

// openPipe makes a waker of a pipe, which every Unix has.
func openPipe() (waker, error) {
	var p [2]int
	syscall.ForkLock.RLock()
	err := unix.Pipe(p[:])
	if err == nil {
		unix.CloseOnExec(p[0])
		unix.CloseOnExec(p[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return waker{}, os.NewSyscallError("pipe", err)
	}
	k := waker{p[0], p[1]}
	for _, fd := range p {
		if err := unix.SetNonblock(fd, true); err != nil {
			k.close()
			return waker{}, os.NewSyscallError("fcntl", err)
		}
	}
	return k, nil
}

// signal makes r readable. When there is no room for another byte, it is.
func (k waker) signal() {
	one := [8]byte{1} // an eventfd takes 8 bytes that are not all zero
	_, _ = unix.Write(k.w, one[:])
}

// drain makes r unreadable. One call at a time may drain.
func (k waker) drain() {
	var p [64]byte
	for {
		n, err := unix.Read(k.r, p[:])
		if err == unix.EINTR {
			continue
		}
		if n < len(p) {
			return
		}
	}
}

func (k waker) close() {
	_ = unix.Close(k.r)
	if k.w != k.r {
		_ = unix.Close(k.w)
	}
}
