package leaktest

import (
	"strings"
	"testing"
	"time"
)

const (
	// patience is how long Check waits for the end of things that end on their own.
	patience = 3 * time.Second

	// spareThreads is how many more threads a test may leave. The runtime keeps
	// a thread whose goroutine has left a system call, and starts some of its own.
	spareThreads = 8
)

// Check makes t fail when, at its end, there is a goroutine or a descriptor
// that was not there when Check was called, or more than 8 threads more.
//
// Call it first in a test: it looks after all later t.Cleanup functions have
// run, and waits up to 3 seconds. Descriptors and threads are looked at on
// Linux and Android only, from /proc/self (see proc(5)).
func Check(t testing.TB) {
	t.Helper()
	check(t, patience)
}

func check(t testing.TB, patience time.Duration) {
	t.Helper()
	before := take()
	t.Cleanup(func() {
		t.Helper()
		for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
			left := before.leftIn(take())
			if left == "" {
				return
			}
			if time.Now().After(end) {
				t.Errorf("left behind after the test:\n%s", left)
				return
			}
		}
	})
}

// snapshot is what the process owns at one moment.
type snapshot struct {
	goroutines  map[string]string // by id: the stack
	descriptors map[string]string // by number: what it refers to
	threads     int
}

func take() snapshot {
	return snapshot{goroutines(), descriptors(), threads()}
}

// leftIn describes what is in after and was not in s, "" for nothing.
func (s snapshot) leftIn(after snapshot) string {
	var b strings.Builder
	for id, stack := range after.goroutines {
		if _, ok := s.goroutines[id]; !ok {
			b.WriteString("goroutine " + stack + "\n\n")
		}
	}
	for fd, target := range after.descriptors {
		if s.descriptors[fd] != target {
			b.WriteString("descriptor " + fd + " " + target + "\n")
		}
	}
	if after.threads > s.threads+spareThreads {
		b.WriteString(describeThreads(s.threads, after.threads))
	}
	return b.String()
}
