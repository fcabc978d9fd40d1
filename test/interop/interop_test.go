package interop_test

import (
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// TestMain has the runtime start as many threads as 20 connections at once need. It keeps
// them, and each test would take those of the first that connects so for a leak.
func TestMain(m *testing.M) {
	const threads = 64
	var started, ended sync.WaitGroup
	started.Add(threads)
	for range threads {
		ended.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			started.Done()
			started.Wait()
		})
	}
	ended.Wait()
	os.Exit(m.Run())
}

func TestNetClient(t *testing.T) {
	leaktest.Check(t)
	interop.TestClient(t, interop.NetClient)
}

func TestNetEcho(t *testing.T) {
	leaktest.Check(t)
	interop.TestEcho(t, interop.NetEcho)
}
