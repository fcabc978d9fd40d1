package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// giveBack takes the program's own code and constants out of its memory: most of what
// the start has mapped is not needed again.
//
// They are pages of the program's file. Where memory is short the kernel takes such
// pages, but those that are mapped last. What is used after all is mapped again then,
// mostly from the page cache, and its neighbours with it.
func giveBack() {
	smaps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return // not every kernel has it, see proc_pid_smaps(5)
	}
	defer smaps.Close()
	for _, m := range unchanged(smaps) {
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, m.start, m.end-m.start, unix.MADV_DONTNEED)
	}
}

// A mapping is a range of addresses.
type mapping struct{ start, end uintptr }

// unchanged finds the mappings of files that cannot be written and of which no page has
// been: a loader of libraries writes to some first, and that would be lost.
func unchanged(smaps io.Reader) (found []mapping) {
	lines := bufio.NewReaderSize(smaps, 256)
	var m *mapping // the present one, if it may be found
	for goesOn := false; ; {
		line, more, err := lines.ReadLine()
		if err != nil || len(line) == 0 {
			return found
		}
		switch count, isCount := bytes.CutPrefix(line, []byte("Anonymous:")); {
		case goesOn: // with a long path
		case isCount && string(bytes.TrimSpace(count)) == "0 kB" && m != nil:
			found = append(found, *m)
		case line[0] < 'A' || line[0] > 'Z': // an address, in place of the name of a count
			m = readMapping(strings.Fields(string(line)))
		}
		goesOn = more
	}
}

// readMapping reads "start-end permissions offset device inode path", and returns nil
// unless that is a file's which cannot be written.
func readMapping(field []string) *mapping {
	if len(field) < 5 {
		return nil
	}
	first, last, _ := strings.Cut(field[0], "-")
	start, err := strconv.ParseUint(first, 16, strconv.IntSize)
	end, err2 := strconv.ParseUint(last, 16, strconv.IntSize)
	if err != nil || err2 != nil || strings.Contains(field[1], "w") || field[4] == "0" {
		return nil
	}
	return &mapping{uintptr(start), uintptr(end)}
}
