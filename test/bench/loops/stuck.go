//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// tooMuch is where a client that sends all it can gives up: a server that has taken so
// much without a word of it read takes any amount.
const tooMuch = 64 << 20

// stuck measures what the others of 1,000 connections notice of one whose client sends
// all it can and never reads.
func stuck(names []string, connections int) {
	fmt.Printf("\n%d connections, one of them stuck\n", connections)
	for _, name := range names {
		s := start(name, "2")
		l := connect(s.address, connections-1, 64)
		l.run(*lasts / 4)
		var change []float64
		var medians [2][]float64
		var taken int
		for range *rounds {
			var seen [2]float64
			for i := range seen {
				var fd int
				if i == 1 {
					fd, taken = jam(s.address)
				}
				l.trips = l.trips[:0]
				l.timed = true
				l.run(*lasts)
				l.timed = false
				if i == 1 {
					unix.Close(fd)
				}
				slices.Sort(l.trips)
				seen[i] = float64(l.trips[len(l.trips)/2]) / float64(time.Microsecond)
				medians[i] = append(medians[i], seen[i])
			}
			change = append(change, seen[1]/seen[0])
		}
		more := median(change)
		fmt.Printf("  %-8s median round trip %.0f us without it, %.0f us with it: %.2fx%s; it took %d kB of that client\n", name, median(medians[0]), median(medians[1]), more, stuckGoals[name].judge(more), taken>>10)
		l.close()
		s.stop()
	}
}

// jam opens a connection and sends until nothing more is taken, or too much was.
func jam(address string) (fd, taken int) {
	l := connect(address, 1, 64<<10)
	unix.Close(l.epoll)
	for refused := 0; refused < 20 && taken < tooMuch; {
		n, err := unix.SendmsgN(l.fds[0], l.piece, nil, nil, unix.MSG_DONTWAIT)
		if err != nil {
			refused++
			time.Sleep(5 * time.Millisecond)
			continue
		}
		taken += n
	}
	return l.fds[0], taken
}
