package blocking

import (
	"time"

	"golang.org/x/sys/unix"
)

// poll is ppoll(2), because that is what Android's system call filter is known
// to let through on every architecture: poll(3) of its C library calls it.
func poll(fds []unix.PollFd, timeout time.Duration) (int, error) {
	if timeout < 0 {
		return unix.Ppoll(fds, nil, nil)
	}
	ts := unix.NsecToTimespec(timeout.Nanoseconds())
	return unix.Ppoll(fds, &ts, nil)
}
