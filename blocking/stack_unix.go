//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import "golang.org/x/sys/unix"

// defaultStack is what C libraries give a thread at most where no limit is set.
const defaultStack = 8 << 20

// stackSize returns the bytes of address space that the C library takes for a
// thread's stack: the soft limit of RLIMIT_STACK (pthread_create(3)).
func stackSize() int {
	var r unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_STACK, &r) != nil || r.Cur == 0 || int64(r.Cur) < 0 || int64(r.Cur) > addressSpace {
		return defaultStack
	}
	return int(r.Cur)
}
