//go:build unix

package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// ready reports whether a read of r would return at once.
func ready(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && poll(f, unix.POLLIN)
}

// takes reports whether a short write to f would return at once.
func takes(f *os.File) bool { return poll(f, unix.POLLOUT) }

func poll(f *os.File, event int16) bool {
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var n int
	err = raw.Control(func(fd uintptr) {
		n, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: event}}, 0)
	})
	return err == nil && n > 0
}
