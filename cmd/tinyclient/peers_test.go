package main

import (
	"io"
	"net"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// serve runs peer for each connection to a new port on loopback.
func serve(t *testing.T, peer func(c *net.TCPConn)) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				peer(c.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func echo(c *net.TCPConn) {
	io.Copy(c, c)
	c.CloseWrite()
}

// tool skips the test where a foreign program is missing; CI must have them all.
func tool(t *testing.T, name string) {
	if _, err := exec.LookPath(name); err != nil {
		leaktest.Missing(t, err)
	}
}

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// foreign starts a server that somebody else wrote, and ends it with the test.
func foreign(t *testing.T, stdin io.Reader, stdout io.Writer, name string, args ...string) *exec.Cmd {
	tool(t, name)
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout = stdin, stdout
	cmd.WaitDelay = time.Second
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return cmd
}

// patiently repeats try while the server is not there yet.
func patiently(t *testing.T, try func() int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		status := try()
		if status != statusRefused {
			require.Zero(t, status)
			return
		}
		require.True(t, time.Now().Before(end), "no server within 10 seconds")
	}
}
