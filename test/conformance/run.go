package conformance

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// A Promise is one test. Its name begins with its id, followed by a few words.
type Promise struct {
	Name string
	Test func(t *testing.T)
}

// ID returns the id that the name begins with.
func (p Promise) ID() string {
	id, _, _ := strings.Cut(p.Name, " ")
	return id
}

// Kernel runs the promises of package axon.
func Kernel(t *testing.T) {
	for _, p := range kernelPromises() {
		Run(t, p.Name, func(t *testing.T) { synctest.Test(t, p.Test) })
	}
}

// Promises lists all: those of the kernel, of connections and of servers.
func Promises() []Promise {
	return slices.Concat(kernelPromises(), Factory{}.promises(), ServerFactory{}.promises())
}

func kernelPromises() []Promise {
	var all []Promise
	for _, group := range [][]Promise{
		components, wakes, linkages, postoffice, chains, bounds, threads, tracker,
		pipeline, graphline, kernel, relinking, direct, inside,
	} {
		all = append(all, group...)
	}
	return all
}

// Run runs one promise as a subtest that leaves nothing behind, and ends the
// program when it hangs: a test that waits on a mutex cannot be given up.
func Run(t *testing.T, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) {
		leaktest.Check(t)
		patience := Patience()
		watchdog := time.AfterFunc(patience, func() {
			stacks := make([]byte, 1<<20)
			stacks = stacks[:runtime.Stack(stacks, true)]
			fmt.Printf("\n--- FAIL: %s (hung for %v)\n%s\n", t.Name(), patience, stacks)
			os.Exit(1)
		})
		t.Cleanup(func() { watchdog.Stop() })
		test(t)
	})
}

// Patience is how long a promise may take before it counts as hung.
func Patience() time.Duration {
	if d, err := time.ParseDuration(os.Getenv("CONFORMANCE_PATIENCE")); err == nil && d > 0 {
		return d
	}
	return 30 * time.Second
}
