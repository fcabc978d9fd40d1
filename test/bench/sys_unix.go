//go:build unix

package main

import (
	"sync"
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

// waiting keeps n goroutines in read(2), each after it has read once.
func waiting(n int) {
	var read sync.WaitGroup
	for range n {
		var ends [2]int
		check(unix.Pipe(ends[:]))
		read.Add(1)
		go func() {
			buf := make([]byte, len(hello))
			unix.Read(ends[0], buf)
			read.Done()
			unix.Read(ends[0], buf)
		}()
		unix.Write(ends[1], hello)
		read.Wait()
	}
}
