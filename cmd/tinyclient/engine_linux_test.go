package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// TestEngine has the kernel say what the program's version says: that a thread waits in a
// call on the connection, whoever has begun it.
func TestEngine(t *testing.T) {
	if _, err := os.ReadFile("/proc/self/syscall"); err != nil {
		leaktest.Missing(t, "the calls that threads are in:", err)
	}
	require.Equal(t, "blocking", engine)
	t.Run("client", func(t *testing.T) {
		waits(t, "127.0.0.1", serve(t, echo))
	})
	t.Run("listen", func(t *testing.T) {
		port := freePort(t)
		var wg sync.WaitGroup
		defer wg.Wait()
		over := make(chan struct{})
		defer close(over)
		wg.Go(func() {
			c := reach(over, port)
			<-over
			if c != nil {
				c.Close()
			}
		})
		waits(t, "-l", "127.0.0.1", port)
	})
}

// reach connects as soon as somebody listens.
func reach(over <-chan struct{}, port string) net.Conn {
	for {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			return c
		}
		select {
		case <-over:
			return nil
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// waits starts the program and returns when a thread of it waits on its connection.
func waits(t *testing.T, args ...string) {
	t.Helper()
	cmd := program(t, args...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer cmd.Wait()
	defer cmd.Process.Kill()
	defer in.Close()
	require.Eventually(t, func() bool { return waitsOnConnection(cmd.Process.Pid) }, 20*time.Second, 5*time.Millisecond)
}

// waitsOnConnection reads proc_pid_syscall(5): the number of a call, and its arguments.
func waitsOnConnection(pid int) bool {
	calls, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid))
	for _, path := range calls {
		data, _ := os.ReadFile(path)
		words := strings.Fields(string(data))
		if len(words) < 2 {
			continue // it runs, or has ended
		}
		fd, err := strconv.ParseInt(words[1], 0, 64)
		if err == nil && isConnection(pid, fd) {
			return true
		}
	}
	return false
}

// isConnection looks for a descriptor among the connections that proc_pid_net(5) has.
func isConnection(pid int, fd int64) bool {
	const established = "01"
	file, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, fd))
	data, _ := os.ReadFile("/proc/net/tcp")
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) > 9 && words[3] == established && file == "socket:["+words[9]+"]" {
			return true
		}
	}
	return false
}
