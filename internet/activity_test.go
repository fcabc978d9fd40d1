package internet_test

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// TestOfferAtTheEnd has a server end while the protocol is asked for a component,
// by another goroutine than the TCPServer's, and one more connection waits.
func TestOfferAtTheEnd(t *testing.T) {
	leaktest.Check(t)
	asked, answer := make(chan bool), make(chan bool)
	s := internet.NewSimpleServer(func() axon.Component {
		asked <- true
		<-answer
		return stock.NewEcho()
	}, 0)
	h := serve(t, s)
	var activity axon.Out[axon.Signal]
	_, err := axon.Link(&activity, &s.SocketActivity)
	require.NoError(t, err)
	offer := func() net.Conn {
		near, far := net.Pipe()
		activity.Send(t.Context(), axon.NewCSA{CSA: internet.NewConnectedSocketAdapter(near), Conn: near})
		far.SetDeadline(time.Now().Add(5 * time.Second))
		return far
	}
	first := make(chan net.Conn)
	go func() { first <- offer() }()
	<-asked
	waiting := offer()
	h.Cancel()
	select {
	case <-h.Done():
		t.Error("ended before its protocol had answered")
	case <-time.After(50 * time.Millisecond):
	}
	close(answer)
	go func() {
		for range asked {
		}
	}()
	<-h.Done()
	close(asked)
	for _, c := range []net.Conn{<-first, waiting} {
		_, err := c.Read(make([]byte, 1))
		require.NotErrorIs(t, err, net.ErrClosed)
		require.Error(t, err)
		timed, ok := err.(net.Error)
		require.False(t, ok && timed.Timeout(), "left open")
	}
}
