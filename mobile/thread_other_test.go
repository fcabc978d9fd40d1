//go:build !linux

package mobile_test

func thread() int { return 0 }
