package leaktest

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// recorder is a testing.TB that keeps what would fail the test.
type recorder struct {
	testing.TB
	cleanups []func()
	failures []string
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// run gives what Check reports about body with no patience.
func run(t *testing.T, body func()) string {
	t.Helper()
	r := &recorder{TB: t}
	check(r, 0)
	body()
	for _, f := range r.cleanups {
		f()
	}
	return strings.Join(r.failures, "\n")
}

func TestCheckAcceptsCleanTest(t *testing.T) {
	Check(t)
	if got := run(t, func() {}); got != "" {
		t.Errorf("clean body reported: %s", got)
	}
}

func TestCheckFindsGoroutine(t *testing.T) {
	Check(t)
	stop := make(chan struct{})
	defer close(stop)
	got := run(t, func() { go func() { <-stop }() })
	if !strings.Contains(got, "TestCheckFindsGoroutine") {
		t.Errorf("report does not name the goroutine's function: %q", got)
	}
}

func TestCheckWaitsForGoroutine(t *testing.T) {
	Check(t)
	go time.Sleep(100 * time.Millisecond)
}

func TestCheckFindsDescriptor(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "android" {
		return // there is no /proc/self/fd
	}
	Check(t)
	var r, w *os.File
	got := run(t, func() { r, w, _ = os.Pipe() })
	defer r.Close()
	defer w.Close()
	if !strings.Contains(got, "pipe:") {
		t.Errorf("report does not name the pipe: %q", got)
	}
}

func TestLeftInFindsThreads(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "android" {
		return // there is no /proc/self/task
	}
	before := snapshot{threads: 4}
	if got := before.leftIn(snapshot{threads: 12}); got != "" {
		t.Errorf("8 more threads reported: %q", got)
	}
	if got := before.leftIn(snapshot{threads: 13}); !strings.Contains(got, "threads: 13, before: 4") {
		t.Errorf("9 more threads: got %q", got)
	}
}
