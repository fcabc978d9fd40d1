package mobile_test

import (
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// soon is when to give up on what is expected not to happen.
func soon() time.Time { return time.Now().Add(200 * time.Millisecond) }

// after rings when what is expected not to happen had a chance to.
func after() <-chan time.Time { return time.After(50 * time.Millisecond) }

// wake makes a recorder look again soon at what it is not told of. It needs its
// lock.
func wake(r *recorder) bool {
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	changed := r.changed
	var once atomic.Bool
	time.AfterFunc(5*time.Millisecond, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.changed == changed && !once.Swap(true) {
			close(changed)
			r.changed = nil
		}
	})
	return false
}

// deaf returns a port that answers nobody: its backlog is full.
func deaf(t testing.TB) (port int32) {
	t.Helper()
	lc := net.ListenConfig{Control: func(string, string, syscall.RawConn) error { return nil }}
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	raw, err := l.(*net.TCPListener).SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 0) }))
	require.NoError(t, err)
	address := l.Addr().String()
	for {
		conn, err := net.DialTimeout("tcp", address, 200*time.Millisecond)
		if err != nil {
			return int32(l.Addr().(*net.TCPAddr).Port)
		}
		t.Cleanup(func() { conn.Close() })
	}
}
