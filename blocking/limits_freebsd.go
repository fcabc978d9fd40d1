package blocking

import "golang.org/x/sys/unix"

// systemThreadLimits returns the kernel's limit on the threads of one process.
// RLIMIT_NPROC counts processes there.
func systemThreadLimits() []int {
	n, err := unix.SysctlUint32("kern.threads.max_threads_per_proc")
	if err != nil || n == 0 {
		return nil
	}
	return []int{clampInt(uint64(n))}
}
