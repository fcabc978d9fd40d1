package connection

import (
	"errors"
	"syscall"
)

func isBroken(err error) bool {
	for _, reset := range []error{syscall.WSAECONNRESET, syscall.WSAECONNABORTED, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, reset) {
			return true
		}
	}
	return false
}
