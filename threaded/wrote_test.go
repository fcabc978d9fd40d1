package threaded_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// What Wrote was told and UnsentError says are together what was accepted.
func TestWroteAndUnsentAreAllThatWasAccepted(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	c := threaded.NewTCPClient("127.0.0.1", l.Addr().(*net.TCPAddr).Port)
	c.InitialMessage = []byte("initial")
	var wrote, unsent atomic.Int64
	c.Wrote = func(n int) { wrote.Add(int64(n)) }
	c.Inbox.SetSize(0)
	var out axon.Out[[]byte]
	_, err = axon.Link(&out, &c.Inbox)
	require.NoError(t, err)
	var news axon.In[axon.Signal]
	news.Handle(func(_ context.Context, m axon.Signal) {
		if e, ok := m.(axon.ErrorInformation); ok {
			if u, ok := e.Err.(*threaded.UnsentError); ok {
				unsent.Store(u.Bytes)
			}
		}
	})
	_, err = axon.Link(&c.Signal, &news)
	require.NoError(t, err)
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	peer, err := l.Accept()
	require.NoError(t, err)
	defer peer.Close()
	accepted := int64(len("initial"))
	for range 16 {
		require.NoError(t, out.TrySend(make([]byte, 1<<20)))
		accepted += 1 << 20
	}
	_ = h.Stop()
	require.Positive(t, unsent.Load())
	require.Equal(t, accepted, wrote.Load()+unsent.Load())
}
