//go:build !plan9 && !wasip1

package internet

import (
	"errors"
	"syscall"
)

// isPeersFault says that only the connection is lost that was to be accepted, see
// accept(2).
func isPeersFault(err error) bool {
	return oneOf(err, syscall.ECONNABORTED, syscall.ECONNRESET, syscall.EINTR, syscall.EPROTO,
		syscall.EPERM, syscall.ETIMEDOUT, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.EHOSTDOWN,
		syscall.EHOSTUNREACH, syscall.ENOPROTOOPT, syscall.EOPNOTSUPP)
}

// isExhausted says that the system lacks what may be free again later.
func isExhausted(err error) bool {
	return oneOf(err, syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM)
}

func oneOf(err error, errnos ...syscall.Errno) bool {
	for _, errno := range errnos {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// isTaken says that another port may be free.
func isTaken(err error) bool { return oneOf(err, syscall.EADDRINUSE, syscall.EACCES) }
