//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"time"

	"golang.org/x/sys/unix"
)

// poll is poll(2); a part of a millisecond counts as one.
func poll(fds []unix.PollFd, timeout time.Duration) (int, error) {
	if timeout < 0 {
		return unix.Poll(fds, -1)
	}
	return unix.Poll(fds, int((timeout+time.Millisecond-1)/time.Millisecond))
}
