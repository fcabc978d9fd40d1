package mobile

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// quiet is a Listener that tells only when the connection is ready.
type quiet struct{ ready chan struct{} }

func (q quiet) OnState(state int32, _ *ConnInfo) error {
	if state == StateReady {
		close(q.ready)
	}
	return nil
}
func (quiet) OnData(*Chunk) error                  { return nil }
func (quiet) OnSecure(*ConnInfo) error             { return nil }
func (quiet) OnWritable(int64) error               { return nil }
func (quiet) OnRetry(int32, int64, *Failure) error { return nil }
func (quiet) OnClosed(*Failure) error              { return nil }

// option asks the system for an option of a client's socket.
func option(t *testing.T, c *Client, level, name int) (value int) {
	t.Helper()
	raw, err := c.x.conn.(syscall.Conn).SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) { value, err = unix.GetsockoptInt(int(fd), level, name) }))
	require.NoError(t, err)
	return value
}

func TestKeepAlive(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	for _, on := range []bool{true, false} {
		cfg, err := NewConfig("127.0.0.1", int32(l.Addr().(*net.TCPAddr).Port))
		require.NoError(t, err)
		cfg.SetKeepAlive(77_000, 4_001, 3)
		if !on {
			cfg.SetKeepAlive(-1, 0, 0)
		}
		q := quiet{make(chan struct{})}
		c, err := NewClient(cfg, q)
		require.NoError(t, err)
		require.NoError(t, c.Start())
		<-q.ready
		require.Equal(t, on, option(t, c, unix.SOL_SOCKET, unix.SO_KEEPALIVE) != 0)
		if on {
			require.Equal(t, 77, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE))
			require.Equal(t, 5, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL))
			require.Equal(t, 3, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPCNT))
		}
		c.Close()
		require.True(t, c.AwaitClosed(-1))
	}
}

func TestForegroundChecksTheConnection(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	cfg, err := NewConfig("127.0.0.1", int32(l.Addr().(*net.TCPAddr).Port))
	require.NoError(t, err)
	cfg.SetKeepAlive(77_000, 5_000, 4)
	q := quiet{make(chan struct{})}
	c, err := NewClient(cfg, q)
	require.NoError(t, err)
	require.NoError(t, c.Start())
	<-q.ready
	idle := func() int { return option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE) }
	require.Equal(t, 77, idle())
	done := make(chan struct{})
	c.EnterForeground()
	c.x.in.order(func() { close(done) }) // after it
	<-done
	require.Equal(t, 1, idle(), "the system asks at once")
	c.x.probed() // as the watch does after some seconds
	require.Equal(t, 77, idle())
	c.Close()
	require.True(t, c.AwaitClosed(-1))
}
