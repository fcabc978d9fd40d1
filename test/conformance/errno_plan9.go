package conformance

import "syscall"

// Plan 9 has words for errors, not numbers.
const (
	errRefused = syscall.ErrorString("connection refused")
	errReset   = syscall.ErrorString("connection reset")
	errInUse   = syscall.ErrorString("address in use")
)

func isExhausted(error) bool { return true }
