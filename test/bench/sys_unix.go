//go:build unix

package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpu is the CPU time of this process so far.
func cpu() time.Duration {
	var u unix.Rusage
	check(unix.Getrusage(unix.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// maxFiles is how many descriptors the process may have; the runtime has raised
// it to what is allowed.
func maxFiles() uint64 {
	var l unix.Rlimit
	check(unix.Getrlimit(unix.RLIMIT_NOFILE, &l))
	return uint64(l.Cur)
}
