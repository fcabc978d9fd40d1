//go:build !plan9 && !windows

package connection

import (
	"errors"
	"syscall"
)

// isBroken reports whether a write has met a connection that the peer has reset.
func isBroken(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}
