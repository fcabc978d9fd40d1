//go:build !linux && !darwin && !freebsd

package blocking

// systemThreadLimits knows none on this system.
func systemThreadLimits() []int { return nil }
