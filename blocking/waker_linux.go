package blocking

import (
	"os"

	"golang.org/x/sys/unix"
)

// openWaker makes a waker of an eventfd(2), which is one descriptor only.
func openWaker() (waker, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return waker{}, os.NewSyscallError("eventfd", err)
	}
	return waker{fd, fd}, nil
}
