package internet_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// TestConnClosedByTheProtocol closes a connection that is only lent, while it is idle:
// it ends, and nothing waits for it.
func TestConnClosedByTheProtocol(t *testing.T) {
	leaktest.Check(t)
	peers := make(chan internet.Peer, 1)
	s := internet.NewServerCore(func(p internet.Peer) axon.Component {
		peers <- p
		return stock.NewEcho()
	}, 0)
	h := serve(t, s)
	c := dial(t, s)
	c.Write([]byte("x"))
	_, err := io.ReadFull(c, make([]byte, 1))
	require.NoError(t, err)
	require.NoError(t, (<-peers).Conn.Close())
	c.SetDeadline(time.Now().Add(5 * time.Second))
	_, err = c.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
	tell(t, s, axon.ProducerFinished{})
	ends(t, h)
	require.NoError(t, h.Err())
}
