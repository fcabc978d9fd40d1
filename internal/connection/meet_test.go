package connection_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// TestSenderMeetsUpgrade sends beside makessl while the connection is made.
func TestSenderMeetsUpgrade(t *testing.T) {
	leaktest.Check(t)
	for i := range 1500 {
		near, far := net.Pipe()
		go far.Write([]byte("!"))
		go func() {
			for buf := make([]byte, 10); ; {
				if _, err := far.Read(buf); err != nil {
					return
				}
			}
		}()
		dialled := make(chan bool)
		u := &hooked{user: user{dial: func(context.Context) (net.Conn, error) { <-dialled; return near, nil }}, change: func(*connection.Plan) {}}
		u.Times.Linger = time.Millisecond
		var out axon.Out[[]byte]
		var makessl axon.Out[any]
		axon.Link(&out, &u.Inbox)
		axon.Link(&makessl, &u.makessl)
		secured := make(chan bool)
		h, err := axon.Activate(context.Background(), u)
		require.NoError(t, err)
		time.Sleep(50 * time.Microsecond)
		var both sync.WaitGroup
		both.Go(func() { out.Send(context.Background(), []byte("x")) })
		both.Go(func() {
			makessl.Send(context.Background(), upgradeFunc(func(_ context.Context, c net.Conn, _ stream.End) (net.Conn, stream.Secured, error) {
				_, err := c.Read(make([]byte, 1))
				close(secured)
				return c, stream.Secured{}, err
			}))
		})
		both.Wait()
		close(dialled)
		select {
		case <-secured:
		case <-time.After(3 * time.Second):
			t.Errorf("%d: no handshake", i)
		}
		h.Stop()
		far.Close()
		if t.Failed() {
			return
		}
	}
}
