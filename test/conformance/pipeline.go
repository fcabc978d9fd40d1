package conformance

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var pipeline = []Promise{
	{"PIP-1 children start with the pipeline, not before", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		p := newPipeline(t, a, b)
		states(t, axon.New, a, b)
		start(t, p)
		states(t, axon.Active, a, b)
	}},
	{"PIP-2 it ends after the last child", func(t *testing.T) {
		gates := []chan struct{}{make(chan struct{}), make(chan struct{}), make(chan struct{})}
		h := start(t, newPipeline(t, newPart("a", until(gates[0])), newPart("b", until(gates[1])), newPart("c", until(gates[2]))))
		for _, i := range []int{1, 2, 0} {
			require.False(t, ended(h))
			close(gates[i])
		}
		require.True(t, ended(h))
		require.NoError(t, h.Err())
	}},
	{"PIP-3 outbox leads to inbox between neighbours", func(t *testing.T) {
		last := newPart("d", nil)
		first := newPart("a", func(ctx context.Context, p *part) error { return p.Outbox.Send(ctx, "a") })
		require.NoError(t, start(t, newPipeline(t, first, newPart("b", relay), newPart("c", relay), last)).Wait())
		require.Equal(t, []string{"abc"}, last.seen)
	}},
	{"PIP-4 signal leads to control between neighbours", func(t *testing.T) {
		tell := func(ctx context.Context, p *part) error {
			m, err := p.Control.Recv(ctx)
			if err != nil {
				return err
			}
			return p.Signal.Send(ctx, axon.Status{Text: m.(axon.Status).Text + p.Name()})
		}
		var heard axon.Signal
		first := newPart("a", func(ctx context.Context, p *part) error {
			return p.Signal.Send(ctx, axon.Status{Text: "a"})
		})
		last := newPart("d", func(ctx context.Context, p *part) (err error) {
			heard, err = p.Control.Recv(ctx)
			return err
		})
		require.NoError(t, start(t, newPipeline(t, first, newPart("b", tell), newPart("c", tell), last)).Wait())
		require.Equal(t, axon.Status{Text: "abc"}, heard)
	}},
	{"PIP-5 its inbox and control are the first child's", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", idle)
		p := newPipeline(t, a, b)
		out, signal := into(t, p)
		send(t, out, "before the start")
		start(t, p)
		send(t, out, "after")
		send[axon.Signal](t, signal, axon.ProducerFinished{Caller: "test"})
		states(t, axon.Ended, a)
		require.Equal(t, []string{"before the start", "after"}, a.seen)
		require.Equal(t, axon.ProducerFinished{Caller: "test"}, a.sig)
		states(t, axon.Active, b)
	}},
	{"PIP-6 its outbox and signal are the last child's", func(t *testing.T) {
		talk := func(ctx context.Context, p *part) error {
			p.Outbox.Send(ctx, "from "+p.Name())
			p.Signal.Send(ctx, axon.Status{Caller: p.Name()})
			return nil
		}
		p := newPipeline(t, newPart("a", talk), newPart("b", talk))
		in, control := outOf(t, p)
		require.NoError(t, start(t, p).Wait())
		got(t, in, "from b")
		got[axon.Signal](t, control, axon.Status{Caller: "b"}, axon.ProducerFinished{Caller: "b"})
	}},
}

func newPipeline(t *testing.T, children ...axon.Component) *axon.Pipeline {
	t.Helper()
	p, err := axon.NewPipeline(children...)
	require.NoError(t, err)
	return p
}

// states checks the state of each, now that everyone waits.
func states(t *testing.T, want axon.State, parts ...*part) {
	t.Helper()
	rang(nil)
	for _, p := range parts {
		require.Equal(t, want, p.State(), p.Name())
	}
}

// into returns outboxes that lead to inbox and control of c.
func into(t *testing.T, c axon.Component) (*axon.Out[string], *axon.Out[axon.Signal]) {
	t.Helper()
	var out axon.Out[string]
	var signal axon.Out[axon.Signal]
	inbox, err := c.Boxes().Inbox("inbox")
	require.NoError(t, err)
	control, err := axon.InboxOf[axon.Signal](c, "control")
	require.NoError(t, err)
	linked(t, &out, inbox)
	link(t, &signal, control)
	return &out, &signal
}

// outOf returns inboxes to which outbox and signal of c lead.
func outOf(t *testing.T, c axon.Component) (*axon.In[string], *axon.In[axon.Signal]) {
	t.Helper()
	var in axon.In[string]
	var control axon.In[axon.Signal]
	outbox, err := c.Boxes().Outbox("outbox")
	require.NoError(t, err)
	signal, err := axon.OutboxOf[axon.Signal](c, "signal")
	require.NoError(t, err)
	linked(t, outbox, &in)
	link(t, signal, &control)
	return &in, &control
}
