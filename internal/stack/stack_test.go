package stack

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each goroutine that has made room has that much of stack while it waits.
func TestRoom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would take room away
	for _, test := range []struct {
		to   func()
		size uint64
	}{{To8K, 8 << 10}, {To32K, 32 << 10}} {
		const goroutines = 1000
		before := inUse()
		begun, wait := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		for range goroutines {
			all.Go(func() {
				test.to()
				begun <- true
				<-wait
			})
		}
		for range goroutines {
			<-begun
		}
		taken := inUse() - before
		close(wait)
		all.Wait()
		require.GreaterOrEqual(t, taken, goroutines*test.size*9/10)
		require.LessOrEqual(t, taken, goroutines*test.size*3/2)
	}
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse
}
