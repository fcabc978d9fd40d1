package blocking

import "golang.org/x/sys/unix"

// systemThreadLimits returns the kernel's limit on the threads of one task.
func systemThreadLimits() []int {
	n, err := unix.SysctlUint32("kern.num_taskthreads")
	if err != nil || n == 0 {
		return nil
	}
	return []int{clampInt(uint64(n))}
}
