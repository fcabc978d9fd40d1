package stock

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestEcho(t *testing.T) {
	for _, s := range []axon.Signal{finished, shutdown} {
		leaktest.Check(t)
		c := NewEcho()
		w := newBench(t, &c.Base)
		w.send([]byte("before")) // it is activated
		w.activate(c)
		w.send([]byte("after"))
		w.order(axon.Status{})
		assert.Equal(t, axon.Active, c.State())
		w.order(s)
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, []string{"before", "after"}, text(w.rest()))
		assert.Equal(t, []axon.Signal{s}, signals)
		assert.ErrorIs(t, w.in.Send(t.Context(), nil), axon.ErrEnded)
	}
}

func TestEchoEndsBehindWhatWaits(t *testing.T) {
	leaktest.Check(t)
	c := NewEcho()
	w := newBench(t, &c.Base)
	w.out.SetSize(1)
	w.activate(c)
	sent := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < 10 && err == nil; i++ {
			err = w.in.Send(t.Context(), fmt.Append(nil, i))
		}
		sent <- err
	}()
	waitLen(t, &w.out, 1)
	var got []string
	for range 10 {
		m, err := w.out.Recv(t.Context())
		require.NoError(t, err)
		got = append(got, string(m))
		if len(got) == 9 {
			require.NoError(t, <-sent)
			w.order(finished)
		}
	}
	_, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, got)
	assert.Zero(t, w.h.Leftover())
}

func TestEchoIsStoppedWhileItsReceiverIsFull(t *testing.T) {
	leaktest.Check(t)
	c := NewEcho()
	w := newBench(t, &c.Base)
	w.out.SetSize(1)
	w.activate(c)
	w.send([]byte("1"))
	done := make(chan error, 1)
	go func() { done <- w.in.Send(context.Background(), []byte("2")) }()
	require.NoError(t, w.h.Stop())
	<-done
}

func TestEchoOfAnEndedReceiver(t *testing.T) {
	leaktest.Check(t)
	c, r := NewEcho(), newSink(t)
	_, err := axon.Link(&c.Outbox, &r.Inbox)
	require.NoError(t, err)
	var in axon.Out[[]byte]
	link(t, &in, &c.Inbox)
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	require.NoError(t, in.Send(t.Context(), []byte("1")))
	r.End(nil)
	require.NoError(t, in.Send(t.Context(), []byte("2")))
	assert.ErrorIs(t, h.Wait(), axon.ErrEnded)
}

func newSink(t *testing.T) *sink {
	s := new(sink)
	_, err := axon.Activate(t.Context(), s)
	require.NoError(t, err)
	t.Cleanup(func() { s.End(nil) })
	return s
}
