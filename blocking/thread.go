package blocking

import (
	"math"
	"strconv"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

const (
	// runtimeThreads is the runtime's own limit (runtime/debug.SetMaxThreads)
	// less the threads which it and other packages need.
	runtimeThreads = 10000 - 200

	// addressSpace is what the threads of a 32-bit process have for their stacks.
	addressSpace = 3 << 30
)

// MaxThreads returns how many blocked threads the process can bear: four fifths
// of the least limit that it finds.
//
// It looks at the runtime's limit of 10,000 and at those of the system that can
// be asked: on Linux RLIMIT_NPROC (getrlimit(2)), the pids controller of the
// control group (cgroups(7)) and kernel.threads-max (proc(5)); on macOS and iOS
// kern.num_taskthreads, on FreeBSD kern.threads.max_threads_per_proc; and in a
// 32-bit process with cgo, at how many stacks fit into 3 GiB.
func MaxThreads() int {
	least := runtimeThreads
	for _, limit := range systemThreadLimits() {
		least = min(least, limit)
	}
	if usesCgo && strconv.IntSize == 32 {
		least = min(least, int(int64(addressSpace)/int64(stackSize())))
	}
	return least / 5 * 4
}

// clampInt makes an int of a limit of the system.
func clampInt(limit uint64) int { return int(min(limit, math.MaxInt32)) }

// ExitThread makes the thread of the calling goroutine end together with the
// goroutine.
//
// It is for the last act of a goroutine that has waited in a system call: the
// runtime keeps every thread it has started for ever, so after a burst of
// connections there would be as many idle threads as there were connections.
// After the call the goroutine must return soon; it is locked to its thread
// (runtime.LockOSThread), which makes switching to others slow. Ending a thread
// costs some 25 microseconds. The program's first thread cannot end, it is
// parked instead.
func ExitThread() { stream.ExitThread() }
