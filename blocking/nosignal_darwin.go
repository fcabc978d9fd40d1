package blocking

import (
	"os"

	"golang.org/x/sys/unix"
)

// noSignal is no flag here, setNoSignal sets an option instead.
const noSignal = 0

// setNoSignal makes a write to a connection that has ended fail without SIGPIPE.
func setNoSignal(fd int) error {
	return os.NewSyscallError("setsockopt", unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_NOSIGPIPE, 1))
}
