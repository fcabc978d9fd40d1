//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func variants() []variant {
	return []variant{
		{name: "tcp", network: "tcp", own: true},
		{name: "unix", network: "unix", own: true},
		{name: "polling tcp", network: "tcp", connect: connectByPolling, own: true},
		{name: "net tcp", network: "tcp", connect: connectNet, listen: listenNet},
		{name: "net unix", network: "unix", connect: connectNet, listen: listenNet},
	}
}

// connectByPolling is how systems other than Linux connect.
func connectByPolling(ctx context.Context, network string, local, remote net.Addr, s settings) (conn, error) {
	return connectDescriptor(ctx, network, local, remote, s, connectPolling)
}

// shrink fixes both buffers of a socket at 16 KiB. After connecting it would be
// too late: TCP would drop what no longer fits into the window that it has
// offered.
func shrink(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		for _, option := range []int{unix.SO_SNDBUF, unix.SO_RCVBUF} {
			failed = errors.Join(failed, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 16<<10))
		}
	})
	return errors.Join(err, failed)
}

// requireRefused wants err to keep the system's own.
func requireRefused(t testing.TB, err error) {
	t.Helper()
	require.ErrorIs(t, err, unix.ECONNREFUSED)
}

// isBlocking says whether O_NONBLOCK is clear.
func isBlocking(t testing.TB, c *Conn) bool {
	t.Helper()
	raw, err := c.SyscallConn()
	require.NoError(t, err)
	var flags int
	require.NoError(t, raw.Control(func(fd uintptr) {
		flags, err = unix.FcntlInt(fd, unix.F_GETFL, 0)
	}))
	require.NoError(t, err)
	return flags&unix.O_NONBLOCK == 0
}

// resetOnClose makes the Close of c a reset (SO_LINGER of 0, see socket(7)).
func resetOnClose(t testing.TB, c *Conn) {
	t.Helper()
	raw, err := c.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		err = unix.SetsockoptLinger(int(fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}))
	require.NoError(t, err)
}
