package stock

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestOneShot(t *testing.T) {
	leaktest.Check(t)
	c := NewOneShot("hello")
	w := newBench(t, &c.Base)
	w.activate(c)
	signals, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"hello"}, w.rest())
	assert.Equal(t, []axon.Signal{axon.ProducerFinished{Caller: "OneShot"}}, signals)
}

func TestOneShotWaitsForSpaceUntilShutdown(t *testing.T) {
	leaktest.Check(t)
	c := NewOneShot("hello")
	w := newBench(t, &c.Base)
	w.out.SetSize(1)
	require.NoError(t, c.Outbox.Send(t.Context(), "in the way"))
	w.activate(c)
	w.order(finished) // it still delivers what it has
	w.order(shutdown)
	signals, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"in the way"}, w.rest())
	assert.Equal(t, []axon.Signal{shutdown}, signals)
}

func TestOneShotToAnEndedReceiver(t *testing.T) {
	leaktest.Check(t)
	c, gone := NewOneShot([]byte("hello")), NewEcho()
	link(t, &c.Outbox, &gone.Inbox)
	h, err := axon.Activate(t.Context(), gone)
	require.NoError(t, err)
	require.NoError(t, h.Stop())
	axon.Link(&c.Outbox, &gone.Inbox)
	assert.ErrorIs(t, axon.Run(t.Context(), c), axon.ErrEnded)
}

func TestTriggeredOneShot(t *testing.T) {
	for _, trigger := range []any{1, "now", []byte("b"), struct{}{}} {
		leaktest.Check(t)
		c := NewTriggeredOneShot("hello")
		w := newBench(t, &c.Base)
		w.send(trigger)
		w.order(finished) // behind the trigger, which counts
		w.activate(c)
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, []string{"hello"}, w.rest())
		assert.Len(t, signals, 1)
		assert.Equal(t, axon.Drained, signals[0].Stop())
	}
}

func TestTriggeredOneShotIsStopped(t *testing.T) {
	for _, s := range []axon.Signal{finished, shutdown, axon.SocketShutdown{}, axon.ServerShutdown{}} {
		leaktest.Check(t)
		c := NewTriggeredOneShot("hello")
		w := newBench(t, &c.Base)
		w.activate(c)
		w.order(axon.Status{})
		w.order(s)
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Empty(t, w.rest())
		assert.Equal(t, []axon.Signal{s}, signals)
	}
}

func TestTriggeredOneShotIsShutDownWithATriggerWaiting(t *testing.T) {
	leaktest.Check(t)
	c := NewTriggeredOneShot("hello")
	w := newBench(t, &c.Base)
	w.send(1)
	w.order(shutdown)
	w.activate(c)
	_, err := w.ended()
	require.NoError(t, err)
	assert.Empty(t, w.rest())
}
