//go:build plan9 || wasip1

package internet

// Plan 9 has texts in place of numbers, and WASI no sockets to accept from: every failure to accept is one for good.
func isPeersFault(error) bool { return false }
func isExhausted(error) bool  { return false }

// isTaken says that another port may be free.
func isTaken(error) bool { return true }
