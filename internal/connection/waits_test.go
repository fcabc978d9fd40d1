package connection_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// full writes to what nobody reads, until nothing is taken any more.
func full(send func(context.Context, []byte) error) {
	for send(context.Background(), make([]byte, 1<<20)) == nil {
	}
}

// TestStopWhileAHookSends has hooks that send to a peer which takes nothing.
func TestStopWhileAHookSends(t *testing.T) {
	for name, change := range map[string]func(*connection.Plan, func(context.Context, []byte) error){
		"at the first news": func(c *connection.Plan, send func(context.Context, []byte) error) {
			c.First = "first"
			c.OnNews = func(m axon.Signal) {
				if _, ok := m.(axon.Status); ok {
					full(send)
				}
			}
		},
		"once connected": func(c *connection.Plan, send func(context.Context, []byte) error) {
			c.Connected = "connected"
			c.OnNews = func(m axon.Signal) {
				if _, ok := m.(axon.Status); ok {
					full(send)
				}
			}
		},
		"once secured": func(c *connection.Plan, send func(context.Context, []byte) error) {
			var makessl axon.Out[any]
			axon.Link(&makessl, c.MakeSSL)
			makessl.Send(context.Background(), upgradeFunc(func(_ context.Context, conn net.Conn, _ stream.End) (net.Conn, stream.Secured, error) {
				_, err := conn.Read(make([]byte, 1))
				return conn, stream.Secured{}, err
			}))
			c.OnSecured = func(context.Context, stream.Secured) { full(send) }
		},
		"when the peer has finished": func(c *connection.Plan, send func(context.Context, []byte) error) {
			c.PeerFinished = func() { full(send) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			near, far := tcpPair(t)
			if name == "at the first news" {
				defer near.Close() // nobody has dialled it by then
			}
			far.Write([]byte("!"))
			if name == "when the peer has finished" {
				far.CloseWrite()
			}
			var out axon.Out[[]byte]
			u := &hooked{user: user{dial: to(near)}}
			u.change = func(c *connection.Plan) { change(c, out.Send) }
			_, err := axon.Link(&out, &u.Inbox)
			require.NoError(t, err)
			h, err := axon.Activate(context.Background(), u)
			require.NoError(t, err)
			time.Sleep(100 * time.Millisecond) // until it is stuck
			h.Cancel()
			select {
			case <-h.Done():
			case <-time.After(5 * time.Second):
				t.Fatal("not ended")
			}
		})
	}
}
