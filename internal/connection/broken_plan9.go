package connection

// Plan 9 names every failure where it happens.
func isBroken(error) bool { return false }
