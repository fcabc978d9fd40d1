package conformance

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var graphline = []Promise{
	{"GRA-1 no linkages and no components is an error", func(t *testing.T) {
		_, err := axon.NewGraphline(nil, nil)
		require.ErrorIs(t, err, axon.ErrNoLinkages)
	}},
	{"GRA-2 no linkages is an error", func(t *testing.T) {
		_, err := axon.NewGraphline(named(newPart("a", nil)), nil)
		require.ErrorIs(t, err, axon.ErrNoLinkages)
	}},
	{"GRA-3 empty linkages without components are fine", func(t *testing.T) {
		require.NoError(t, start(t, newGraphline(t, nil)).Wait())
	}},
	{"GRA-4 empty linkages with components are fine", func(t *testing.T) {
		a := newPart("a", func(context.Context, *part) error { return nil })
		require.NoError(t, start(t, newGraphline(t, nil, a)).Wait())
		states(t, axon.Ended, a)
	}},
	{"GRA-5 named components are its children", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		g := newGraphline(t, nil, b, a)
		start(t, g)
		require.Equal(t, []axon.Component{a, b}, g.Children())
		require.Len(t, axon.Look(g).Components, 3)
	}},
	{"GRA-6 they are not run before it is", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		g := newGraphline(t, []axon.Wire{{From: "a", FromBox: "outbox", To: "b", ToBox: "inbox"}}, a, b)
		states(t, axon.New, a, b)
		require.Empty(t, axon.Look(g).Links)
	}},
	{"GRA-7 children without wires start with it", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		g := newGraphline(t, nil, a, b)
		states(t, axon.New, a, b)
		start(t, g)
		states(t, axon.Active, a, b)
	}},
	{"GRA-8 children with wires start with it", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		g := newGraphline(t, []axon.Wire{{From: "a", FromBox: "outbox", To: "b", ToBox: "inbox"}}, a, b)
		states(t, axon.New, a, b)
		start(t, g)
		states(t, axon.Active, a, b)
	}},
	{"GRA-9 one wire delivers there and nowhere else", func(t *testing.T) {
		a, b, c := newPart("a", idle), newPart("b", idle), newPart("c", idle)
		start(t, newGraphline(t, []axon.Wire{{From: "a", FromBox: "outbox", To: "b", ToBox: "inbox"}}, a, b, c))
		states(t, axon.Active, a, b, c)
		for _, p := range []*part{a, b, c} {
			send(t, &p.Outbox, p.Name())
		}
		require.Equal(t, []int{0, 0, 1, 0, 0, 0}, waiting(a, b, c))
		got(t, &b.Inbox, "a")
	}},
	{"GRA-10 several wires deliver each to its own", func(t *testing.T) {
		a, b, c := newPart("a", idle), newPart("b", idle), newPart("c", idle)
		start(t, newGraphline(t, []axon.Wire{
			{From: "a", FromBox: "outbox", To: "b", ToBox: "inbox"},
			{From: "b", FromBox: "outbox", To: "c", ToBox: "inbox"},
			{From: "c", FromBox: "signal", To: "a", ToBox: "control"},
		}, a, b, c))
		states(t, axon.Active, a, b, c)
		for _, p := range []*part{a, b, c} {
			send(t, &p.Outbox, p.Name())
			send[axon.Signal](t, &p.Signal, axon.Status{Text: p.Name()})
		}
		require.Equal(t, []int{0, 1, 1, 0, 1, 0}, waiting(a, b, c))
		got(t, &b.Inbox, "a")
		got(t, &c.Inbox, "b")
		got[axon.Signal](t, &a.Control, axon.Status{Text: "c"})
	}},
	{"GRA-11 it ends after the last child", func(t *testing.T) {
		g1, g2 := make(chan struct{}), make(chan struct{})
		h := start(t, newGraphline(t, nil, newPart("a", until(g1)), newPart("b", until(g2))))
		require.False(t, ended(h))
		close(g2)
		require.False(t, ended(h))
		close(g1)
		require.True(t, ended(h))
	}},
	{"GRA-12 wires from its inbox and control lead inward", func(t *testing.T) {
		for _, self := range []string{axon.Self, ""} {
			a := newPart("a", nil)
			g := newGraphline(t, []axon.Wire{
				{From: self, FromBox: "inbox", To: "a", ToBox: "inbox"},
				{From: self, FromBox: "control", To: "a", ToBox: "control"},
			}, a)
			out, signal := into(t, g)
			send(t, out, "before the start")
			h := start(t, g)
			send(t, out, "x")
			send[axon.Signal](t, signal, axon.ProducerFinished{})
			require.NoError(t, h.Wait())
			require.Equal(t, []string{"before the start", "x"}, a.seen)
			require.Equal(t, axon.ProducerFinished{}, a.sig)
		}
	}},
	{"GRA-13 a wire from another name makes an inbox, on this instance", func(t *testing.T) {
		a := newPart("a", idle)
		g := newGraphline(t, []axon.Wire{{From: axon.Self, FromBox: "extra", To: "a", ToBox: "inbox"}}, a)
		in, err := axon.InboxOf[string](g, "extra")
		require.NoError(t, err)
		var out axon.Out[string]
		link(t, &out, in)
		start(t, g)
		states(t, axon.Active, a)
		send(t, &out, "x")
		got(t, &a.Inbox, "x")
		defaultBoxes(t, newGraphline(t, nil))
	}},
	{"GRA-14 wires to its outbox and signal lead outward", func(t *testing.T) {
		a := newPart("a", func(ctx context.Context, p *part) error { return p.Outbox.Send(ctx, "x") })
		g := newGraphline(t, []axon.Wire{
			{From: "a", FromBox: "outbox", To: axon.Self, ToBox: "outbox"},
			{From: "a", FromBox: "signal", To: axon.Self, ToBox: "signal"},
		}, a)
		in, control := outOf(t, g)
		require.NoError(t, start(t, g).Wait())
		got(t, in, "x")
		got[axon.Signal](t, control, axon.ProducerFinished{Caller: "a"})
	}},
	{"GRA-15 a wire to another name makes an outbox, on this instance", func(t *testing.T) {
		a := newPart("a", func(ctx context.Context, p *part) error { return p.Outbox.Send(ctx, "x") })
		g := newGraphline(t, []axon.Wire{{From: "a", FromBox: "outbox", To: axon.Self, ToBox: "extra"}}, a)
		out, err := axon.OutboxOf[string](g, "extra")
		require.NoError(t, err)
		var in axon.In[string]
		link(t, out, &in)
		require.NoError(t, start(t, g).Wait())
		got(t, &in, "x")
		defaultBoxes(t, newGraphline(t, nil))
	}},
	{"GRA-16 an unwired signal tells ProducerFinished when all have ended", func(t *testing.T) {
		for _, wires := range [][]axon.Wire{nil, {{From: axon.Self, FromBox: "control", To: "a", ToBox: "control"}}} {
			gate := make(chan struct{})
			g := newGraphline(t, wires, newPart("a", until(gate)))
			g.SetName("graph")
			_, control := outOf(t, g)
			h := start(t, g)
			require.False(t, ended(h))
			got(t, control)
			close(gate)
			require.NoError(t, h.Wait())
			got[axon.Signal](t, control, axon.ProducerFinished{Caller: "graph"})
		}
	}},
	{"GRA-17 with nothing wired, a ShutdownMicroprocess that came goes out at the end", func(t *testing.T) {
		for _, order := range []axon.Signal{axon.ShutdownMicroprocess{Caller: "test"}, axon.ServerShutdown{Caller: "test"}} {
			a, b := newPart("a", nil), newPart("b", nil)
			g := newGraphline(t, nil, a, b)
			_, signal := into(t, g)
			_, control := outOf(t, g)
			h := start(t, g)
			send(t, signal, order)
			require.NoError(t, h.Wait())
			require.Equal(t, order, a.sig)
			require.Equal(t, order, b.sig)
			got(t, control, order)
		}
	}},
	{"GRA-18 with its control wired, messages go along that wire only", func(t *testing.T) {
		a, b := newPart("a", idle), newPart("b", idle)
		g := newGraphline(t, []axon.Wire{{From: axon.Self, FromBox: "control", To: "a", ToBox: "control"}}, a, b)
		_, signal := into(t, g)
		start(t, g)
		states(t, axon.Active, a, b)
		send[axon.Signal](t, signal, axon.Status{}, axon.ProducerFinished{})
		require.Equal(t, []int{0, 2, 0, 0}, waiting(a, b))
	}},
	{"GRA-19 with its control not wired, they go to each control without a wire", func(t *testing.T) {
		a, b, c := newPart("a", idle), newPart("b", idle), newPart("c", idle)
		g := newGraphline(t, []axon.Wire{{From: "a", FromBox: "signal", To: "b", ToBox: "control"}}, a, b, c)
		_, signal := into(t, g)
		start(t, g)
		states(t, axon.Active, a, b, c)
		send[axon.Signal](t, signal, axon.Status{}, axon.ProducerFinished{})
		require.Equal(t, []int{0, 2, 0, 0, 0, 2}, waiting(a, b, c))
	}},
	{"GRA-20 a ShutdownMicroprocess leaves only after all have ended", func(t *testing.T) {
		gate := make(chan struct{})
		a, b := newPart("a", nil), newPart("b", until(gate))
		g := newGraphline(t, nil, a, b)
		_, signal := into(t, g)
		_, control := outOf(t, g)
		h := start(t, g)
		states(t, axon.Active, a, b)
		send[axon.Signal](t, signal, axon.ShutdownMicroprocess{})
		states(t, axon.Ended, a)
		states(t, axon.Active, b)
		got(t, control)
		close(gate)
		require.NoError(t, h.Wait())
		got[axon.Signal](t, control, axon.ShutdownMicroprocess{})
	}},
	{"GRA-21 after any other message ProducerFinished leaves", func(t *testing.T) {
		for _, m := range []axon.Signal{axon.ProducerFinished{Caller: "x"}, axon.SocketShutdown{}, axon.Status{}, axon.ErrorInformation{}} {
			gate := make(chan struct{})
			g := newGraphline(t, nil, newPart("a", until(gate)))
			g.SetName("graph")
			_, signal := into(t, g)
			_, control := outOf(t, g)
			h := start(t, g)
			send(t, signal, m)
			close(gate)
			require.NoError(t, h.Wait())
			got[axon.Signal](t, control, axon.ProducerFinished{Caller: "graph"})
		}
	}},
	{"GRA-22 with control wired and signal not, ProducerFinished leaves", func(t *testing.T) {
		a := newPart("a", nil)
		g := newGraphline(t, []axon.Wire{{From: axon.Self, FromBox: "control", To: "a", ToBox: "control"}}, a)
		g.SetName("graph")
		_, signal := into(t, g)
		_, control := outOf(t, g)
		h := start(t, g)
		send[axon.Signal](t, signal, axon.ShutdownMicroprocess{})
		require.NoError(t, h.Wait())
		require.Equal(t, axon.ShutdownMicroprocess{}, a.sig)
		got[axon.Signal](t, control, axon.ProducerFinished{Caller: "graph"})
	}},
	{"GRA-23 with its signal wired, it sends nothing itself", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		g := newGraphline(t, []axon.Wire{{From: "a", FromBox: "signal", To: axon.Self, ToBox: "signal"}}, a, b)
		_, signal := into(t, g)
		_, control := outOf(t, g)
		h := start(t, g)
		send[axon.Signal](t, signal, axon.ShutdownMicroprocess{})
		require.NoError(t, h.Wait())
		got[axon.Signal](t, control, axon.ProducerFinished{Caller: "a"})
	}},
	{"GRA-24 with control and signal wired, it sends nothing itself", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		g := newGraphline(t, []axon.Wire{
			{From: axon.Self, FromBox: "control", To: "a", ToBox: "control"},
			{From: "a", FromBox: "signal", To: "b", ToBox: "control"},
			{From: "b", FromBox: "signal", To: axon.Self, ToBox: "signal"},
		}, a, b)
		_, signal := into(t, g)
		_, control := outOf(t, g)
		h := start(t, g)
		send[axon.Signal](t, signal, axon.ShutdownMicroprocess{})
		require.NoError(t, h.Wait())
		require.Equal(t, axon.ShutdownMicroprocess{}, a.sig)
		require.Equal(t, axon.ProducerFinished{Caller: "a"}, b.sig)
		got[axon.Signal](t, control, axon.ProducerFinished{Caller: "b"})
	}},
}

func named(parts ...*part) map[string]axon.Component {
	byName := map[string]axon.Component{}
	for _, p := range parts {
		byName[p.Name()] = p
	}
	return byName
}

func newGraphline(t *testing.T, wires []axon.Wire, parts ...*part) *axon.Graphline {
	t.Helper()
	if wires == nil {
		wires = []axon.Wire{}
	}
	g, err := axon.NewGraphline(named(parts...), wires)
	require.NoError(t, err)
	return g
}
