//go:build !linux && !darwin && !freebsd && !openbsd && !netbsd && !dragonfly

package blocking

// stackSize returns the bytes of address space that a thread's stack takes; on
// Windows that is what the linker writes into a program by default.
func stackSize() int { return 1 << 20 }
