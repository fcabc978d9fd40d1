//go:build freebsd || openbsd || netbsd || dragonfly

package blocking

import "golang.org/x/sys/unix"

// noSignal is the flag of send(2) against SIGPIPE.
const noSignal = unix.MSG_NOSIGNAL

// setNoSignal has nothing to do where send(2) has the flag.
func setNoSignal(fd int) error { return nil }
