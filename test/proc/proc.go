// Package proc reads for tests what the kernel counts of a process.
package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Field returns a number that a file of a process has by a name, as VmRSS of status, which
// is in kB: see proc_pid_status(5) and proc_pid_smaps(5). One that has ended has no file,
// or no such line in it. Systems other than Linux have neither.
func Field(pid int, file, name string) (int, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, fmt.Errorf("%s of process %d has no %s", file, pid, name)
}
