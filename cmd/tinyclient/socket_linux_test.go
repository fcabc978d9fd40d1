package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/blocking"
)

func TestSocketOptions(t *testing.T) {
	port := serve(t, echo)
	for _, test := range []struct {
		args                        string
		user, idle, interval, count int
	}{
		{"", 60_000, 30, 10, 3},
		{"-user-timeout 5 -keepalive 7,2,9", 5_000, 7, 2, 9},
		{"-user-timeout 0 -keepalive 1.5,1,1", 0, 2, 1, 1},
	} {
		o, err := parse(append(strings.Fields(test.args), "127.0.0.1", port), nil)
		require.NoError(t, err)
		conn, err := o.dial(t.Context(), "", "")
		require.NoError(t, err)
		defer conn.Close()
		raw, err := conn.(*blocking.Conn).SyscallConn()
		require.NoError(t, err)
		raw.Control(func(fd uintptr) {
			for option, want := range map[int]int{unix.TCP_USER_TIMEOUT: test.user, unix.TCP_KEEPIDLE: test.idle, unix.TCP_KEEPINTVL: test.interval, unix.TCP_KEEPCNT: test.count} {
				got, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, option)
				require.NoError(t, err)
				require.Equal(t, want, got, option)
			}
			on, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_KEEPALIVE)
			require.NoError(t, err)
			require.Equal(t, 1, on)
		})
	}
	o, err := parse([]string{"-keepalive", "off", "127.0.0.1", port}, nil)
	require.NoError(t, err)
	require.True(t, o.sockets().DisableKeepAlive)
}
