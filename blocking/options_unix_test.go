//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// option reads one option of the socket of c.
func option(t *testing.T, c *Conn, level, name int) (value int) {
	t.Helper()
	raw, err := c.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		value, err = unix.GetsockoptInt(int(fd), level, name)
	}))
	require.NoError(t, err)
	return value
}

func TestConnOptions(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if p.network != "tcp" {
			return
		}
		for _, c := range []struct {
			nagle, disable bool
			keepAlive      net.KeepAliveConfig
			idle, interval int
			count          int
		}{
			{idle: 15, interval: 15, count: 9},
			{nagle: true, disable: true},
			{keepAlive: net.KeepAliveConfig{Idle: 1500 * time.Millisecond, Interval: time.Minute, Count: 3}, idle: 2, interval: 60, count: 3},
		} {
			lc, d := p.config(), p.dialer()
			lc.Nagle, lc.DisableKeepAlive, lc.KeepAlive = c.nagle, c.disable, c.keepAlive
			d.Nagle, d.DisableKeepAlive, d.KeepAlive = c.nagle, c.disable, c.keepAlive
			l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer l.Close()
			near, err := d.Dial("tcp", l.Addr().String())
			require.NoError(t, err)
			defer near.Close()
			far, err := l.AcceptConn()
			require.NoError(t, err)
			defer far.Close()
			for _, end := range []*Conn{near, far} {
				require.Equal(t, c.nagle, option(t, end, unix.IPPROTO_TCP, unix.TCP_NODELAY) == 0)
				require.Equal(t, c.disable, option(t, end, unix.SOL_SOCKET, unix.SO_KEEPALIVE) == 0)
				if c.idle > 0 {
					requireKeepAliveTimes(t, end, c.idle, c.interval, c.count)
				}
				raw, err := end.SyscallConn()
				require.NoError(t, err)
				require.NoError(t, raw.Control(func(fd uintptr) {
					flags, err := unix.FcntlInt(fd, unix.F_GETFD, 0)
					require.NoError(t, err)
					require.NotZero(t, flags&unix.FD_CLOEXEC, "a child process would inherit it")
				}))
			}
		}
	})
}

func TestDialMeetsItself(t *testing.T) {
	leaktest.Check(t)
	l, err := Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr()
	l.Close()
	// From and to the same port: a simultaneous open with nobody else there.
	c, err := (&Dialer{LocalAddr: addr}).Dial("tcp", addr.String())
	if err != nil {
		leaktest.Missing(t, "a socket that connects to itself:", err)
	}
	defer c.Close()
	require.True(t, metItself(nil, c.c))
	require.False(t, metItself(addr, c.c), "the caller wants it so")
	near, _ := variant{network: "tcp"}.pair(t)
	require.False(t, metItself(nil, near.c))
}

func TestKeepAliveOfAnOpenConnection(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if p.network != "tcp" {
			return
		}
		near, far := p.pair(t)
		defer far.Close()
		require.NoError(t, near.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: 2 * time.Second, Count: 3}))
		requireKeepAliveTimes(t, near, 1, 2, 3)
		require.NoError(t, near.SetKeepAliveConfig(net.KeepAliveConfig{}))
		require.Zero(t, option(t, near, unix.SOL_SOCKET, unix.SO_KEEPALIVE))
		require.NoError(t, near.Close())
		require.ErrorIs(t, near.SetKeepAliveConfig(net.KeepAliveConfig{}), net.ErrClosed)
	})
}
