//go:build !plan9

package conformance

import (
	"errors"
	"syscall"
)

const (
	errRefused = syscall.ECONNREFUSED
	errReset   = syscall.ECONNRESET
	errInUse   = syscall.EADDRINUSE
)

func isExhausted(err error) bool { return errors.Is(err, syscall.EMFILE) }
