package connection_test

import (
	"bytes"
	"context"
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

// A stutterer is a layer that gives each byte four times.
type stutterer struct{ net.Conn }

func (s stutterer) Read(p []byte) (int, error) {
	var one [1]byte
	if _, err := s.Conn.Read(one[:]); err != nil {
		return 0, err
	}
	return copy(p, bytes.Repeat(one[:], 4)), nil
}

// TestHandoverOfUnusedBytes has an upgrade that leaves bytes which the reader had
// read before.
func TestHandoverOfUnusedBytes(t *testing.T) {
	leaktest.Check(t)
	near, far := tcpPair(t)
	begun := make(chan bool)
	u := &hooked{user: user{dial: to(near)}, change: func(*connection.Plan) {}}
	var received []byte
	var outbox axon.In[[]byte]
	outbox.Handle(func(_ context.Context, m []byte) { received = append(received, m...) })
	_, err := axon.Link(&u.Outbox, &outbox)
	require.NoError(t, err)
	h, err := axon.Activate(t.Context(), u)
	require.NoError(t, err)
	time.Sleep(50 * time.Millisecond) // until it reads
	var makessl axon.Out[any]
	_, err = axon.Link(&makessl, &u.makessl)
	require.NoError(t, err)
	require.NoError(t, makessl.Send(t.Context(), upgradeFunc(func(_ context.Context, c net.Conn, _ stream.End) (net.Conn, stream.Secured, error) {
		close(begun)
		_, err := c.Read(make([]byte, 1))
		return stutterer{c}, stream.Secured{}, err
	})))
	<-begun
	far.Write([]byte("!abcdefgh"))
	far.CloseWrite()
	<-h.Done()
	assert.Equal(t, "aaaabbbbccccddddeeeeffffgggghhhh", string(received))
}
