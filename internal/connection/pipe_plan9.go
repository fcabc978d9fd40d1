package connection

// Plan 9 names every failure where it happens.
func isBrokenPipe(error) bool { return false }
