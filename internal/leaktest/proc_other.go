//go:build !linux

package leaktest

// descriptors finds nothing: there is no /proc/self to read.
func descriptors() map[string]string { return nil }

// threads counts nothing: there is no /proc/self to read.
func threads() int { return 0 }

func describeThreads(before, after int) string { return "" }
