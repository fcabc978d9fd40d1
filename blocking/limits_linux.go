package blocking

import (
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// systemThreadLimits returns the limits that the kernel sets; what cannot be
// read sets none.
func systemThreadLimits() []int {
	var limits []int
	var r unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NPROC, &r) == nil {
		limits = append(limits, clampInt(r.Cur))
	}
	if n, ok := readLimit("/proc/sys/kernel/threads-max"); ok {
		limits = append(limits, n)
	}
	groups, _ := os.ReadFile("/proc/self/cgroup")
	for _, dir := range pidsGroups(string(groups)) {
		if n, ok := readLimit(path.Join("/sys/fs/cgroup", dir, "pids.max")); ok {
			limits = append(limits, n)
		}
	}
	return limits
}

// pidsGroups returns the directories below /sys/fs/cgroup whose pids.max may
// bind the process, parents included, from the text of /proc/self/cgroup.
func pidsGroups(groups string) []string {
	var dirs []string
	for line := range strings.Lines(groups) {
		// hierarchy-ID:controller-list:path; version 2 has no controller list.
		field := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(field) != 3 {
			continue
		}
		mount := ""
		if field[1] == "pids" {
			mount = "pids"
		} else if field[1] != "" {
			continue
		}
		for dir := path.Clean("/" + field[2]); ; dir = path.Dir(dir) {
			dirs = append(dirs, path.Join(mount, dir))
			if dir == "/" {
				break
			}
		}
	}
	return dirs
}

// readLimit reads a file that holds a number. "max" means no limit.
func readLimit(name string) (n int, ok bool) {
	text, err := os.ReadFile(name)
	if err != nil {
		return 0, false
	}
	limit, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, false
	}
	return clampInt(limit), true
}
