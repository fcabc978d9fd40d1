package blocking

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func requireKeepAliveTimes(t *testing.T, c *Conn, idle, interval, count int) {
	t.Helper()
	require.Equal(t, idle, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE))
	require.Equal(t, interval, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL))
	require.Equal(t, count, option(t, c, unix.IPPROTO_TCP, unix.TCP_KEEPCNT))
}
