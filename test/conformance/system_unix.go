//go:build unix

package conformance

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// SmallBuffers is a control function, of a dialer or of a listener, that lets the
// kernel hold little, so that no test passes by its buffers. The segments of
// loopback do not fit such a window and would wait 200 ms each, so they are made
// as small as those of Ethernet.
func SmallBuffers(network, address string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = errors.Join(
			unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 16<<10),
			unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUF, 16<<10),
			unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, 1448),
		)
	})
	return errors.Join(err, failed)
}

// processorTime is what the process has used up to now.
func processorTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// exhaustDescriptors leaves the process one descriptor, which the connection that
// dial makes takes, until release, which returns the connection.
func exhaustDescriptors(t testing.TB, dial func() net.Conn) (release func() net.Conn) {
	var limit unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	next, err := unix.Dup(0)
	require.NoError(t, err)
	require.NoError(t, unix.Close(next))
	few := limit
	set(&few.Cur, next+1)
	require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &few))
	t.Cleanup(func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &limit) })
	conn := dial()
	return func() net.Conn {
		require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
		return conn
	}
}

// set sets a limit, whose type depends on the system.
func set[T int64 | uint64](limit *T, n int) { *limit = T(n) }
