package connection_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// An upgradeFunc is an upgrade.
type upgradeFunc func(context.Context, net.Conn, stream.End) (net.Conn, stream.Secured, error)

func (f upgradeFunc) Upgrade(ctx context.Context, c net.Conn, end stream.End) (net.Conn, stream.Secured, error) {
	return f(ctx, c, end)
}

// A hooked user has functions of others in its connection.
type hooked struct {
	user
	change  func(*connection.Plan)
	makessl axon.In[any]
}

func (u *hooked) Run(ctx context.Context) error {
	plan := &connection.Plan{
		Inbox: &u.Inbox, Control: &u.Control, Outbox: &u.Outbox, Times: u.Times, MakeSSL: &u.makessl,
		OnNews: func(m axon.Signal) { u.news = append(u.news, m) },
		Dial:   u.dial, Initial: u.initial, ReadSize: 32 << 10,
	}
	u.change(plan)
	u.link.Prepare(plan)
	u.died = u.link.Run(ctx, u)
	return nil
}

func to(c net.Conn) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) { return c, nil }
}

// TestHooksThatPanic ends the connection, and it alone.
func TestHooksThatPanic(t *testing.T) {
	for name, change := range map[string]func(*connection.Plan){
		"upgrade": func(c *connection.Plan) {
			var makessl axon.Out[any]
			axon.Link(&makessl, c.MakeSSL)
			makessl.Send(context.Background(), upgradeFunc(func(context.Context, net.Conn, stream.End) (net.Conn, stream.Secured, error) {
				panic("on purpose")
			}))
		},
		"peer finished": func(c *connection.Plan) { c.PeerFinished = func() { panic("on purpose") } },
		"read":          func(c *connection.Plan) { c.Dial = to(panics{}) },
		"write": func(c *connection.Plan) {
			c.Dial, c.Initial = to(panics{waits: make(chan int)}), []byte("x")
		},
	} {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			near, far := tcpPair(t)
			defer near.Close()
			far.CloseWrite()
			u := &hooked{user: user{dial: to(near)}, change: change}
			h, err := axon.Activate(t.Context(), u)
			require.NoError(t, err)
			select {
			case <-h.Done():
			case <-time.After(patience):
				t.Fatal("not ended")
			}
			require.NoError(t, h.Err())
			assert.ErrorContains(t, u.died, "panic: on purpose")
			if name != "read" && name != "write" {
				_, err := near.Write(nil)
				assert.ErrorIs(t, err, net.ErrClosed)
			}
		})
	}
}

// panics is a connection whose methods do.
type panics struct {
	net.Conn
	waits chan int // in Read
}

func (p panics) Read([]byte) (int, error) {
	if p.waits != nil {
		<-p.waits
		return 0, io.EOF
	}
	panic("on purpose")
}
func (panics) Write([]byte) (int, error) { panic("on purpose") }
func (p panics) SetDeadline(time.Time) error {
	if p.waits != nil {
		close(p.waits)
	}
	return nil
}
func (panics) Close() error         { return nil }
func (panics) LocalAddr() net.Addr  { return nil }
func (panics) RemoteAddr() net.Addr { return nil }

// TestSpace reads into memory of the receiver, which keeps what it gets.
func TestSpace(t *testing.T) {
	leaktest.Check(t)
	near, far := tcpPair(t)
	var sizes []int
	var lent []byte
	u := &hooked{user: user{dial: to(near)}, change: func(c *connection.Plan) {
		c.Space = func(n int) []byte {
			sizes = append(sizes, n)
			lent = make([]byte, n)
			return lent
		}
	}}
	received := make(chan []byte, 100)
	var outbox axon.In[[]byte]
	outbox.Handle(func(_ context.Context, m []byte) {
		assert.Same(t, &lent[0], &m[0])
		received <- m
	})
	_, err := axon.Link(&u.Outbox, &outbox)
	require.NoError(t, err)
	h, err := axon.Activate(t.Context(), u)
	require.NoError(t, err)
	var sent, kept []byte
	say := func(n int) {
		piece := bytes.Repeat([]byte{byte(len(sent))}, n)
		sent = append(sent, piece...)
		_, _ = far.Write(piece)
		for len(kept) < len(sent) {
			kept = append(kept, <-received...)
		}
	}
	say(128)
	say(1024)
	say(8 << 10)
	say(100) // little more than one part in 64
	say(1)
	say(1)
	far.CloseWrite()
	<-h.Done()
	assert.Equal(t, sent, kept)
	assert.Equal(t, 128, sizes[0])
	assert.Contains(t, sizes, 32<<10, "it grows with what comes")
	assert.Less(t, sizes[len(sizes)-1], 4<<10, "and shrinks again")
}
