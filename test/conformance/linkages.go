package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var linkages = []Promise{
	{"LNK-1 a linkage without ends is an error", func(t *testing.T) {
		p := &part{}
		for _, ends := range [][2]axon.Box{
			{nil, nil}, {&p.Outbox, nil}, {nil, &p.Inbox}, {&p.Inbox, &p.Outbox},
			{(*axon.Out[string])(nil), &p.Inbox}, {&p.Outbox, (*axon.In[string])(nil)},
		} {
			l, err := axon.LinkBoxes(ends[0], ends[1])
			require.ErrorIs(t, err, axon.ErrBadLinkage)
			require.Nil(t, l)
		}
	}},
	{"LNK-2 source and sink alone deliver from outbox to inbox", func(t *testing.T) {
		a, b := &part{}, &part{}
		l := link(t, &a.Outbox, &b.Inbox)
		require.Equal(t, "deliver", l.Kind())
		send(t, &a.Outbox, "x")
		got(t, &b.Inbox, "x")
		require.Zero(t, a.Inbox.Len()+a.Control.Len()+b.Control.Len())
	}},
	{"LNK-3 boxes are linked by name", func(t *testing.T) {
		a, b := &part{}, &part{}
		from, err := a.Boxes().Outbox("signal")
		require.NoError(t, err)
		to, err := b.Boxes().Inbox("control")
		require.NoError(t, err)
		linked(t, from, to)
		send[axon.Signal](t, &a.Signal, axon.Status{Text: "x"})
		got[axon.Signal](t, &b.Control, axon.Status{Text: "x"})
		out, err := axon.OutboxOf[string](a, "outbox")
		require.NoError(t, err)
		in, err := axon.InboxOf[string](b, "inbox")
		require.NoError(t, err)
		link(t, out, in)
		send(t, &a.Outbox, "y")
		got(t, &b.Inbox, "y")
	}},
	{"LNK-4 outbox to inbox", func(t *testing.T) {
		a, b := &part{}, &part{}
		l := link(t, &a.Outbox, &b.Inbox)
		require.Equal(t, "deliver", l.Kind())
		require.Same(t, &a.Outbox, l.From)
		require.Same(t, &b.Inbox, l.To)
	}},
	{"LNK-5 inbox to inbox", func(t *testing.T) {
		a, b := &part{}, &part{}
		l, err := axon.PassIn(&a.Inbox, &b.Inbox)
		require.NoError(t, err)
		require.Equal(t, "pass in", l.Kind())
		require.Same(t, &a.Inbox, l.From)
		require.Same(t, &b.Inbox, l.To)
		require.Equal(t, "pass in", passIn(t, &a.Control, &b.Control).Kind())
	}},
	{"LNK-6 outbox to outbox", func(t *testing.T) {
		a, b := &part{}, &part{}
		l, err := axon.PassOut(&a.Outbox, &b.Outbox)
		require.NoError(t, err)
		require.Equal(t, "pass out", l.Kind())
		require.Same(t, &a.Outbox, l.From)
		require.Same(t, &b.Outbox, l.To)
		require.Equal(t, "pass out", passOut(t, &a.Signal, &b.Signal).Kind())
	}},
	{"LNK-7 the source names component and box", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		axon.Look(a, b)
		l := link(t, &a.Outbox, &b.Inbox)
		require.Same(t, &a.Outbox, l.From)
		require.Equal(t, "a.outbox", l.From.String())
		require.Equal(t, "outbox", l.From.Name())
	}},
	{"LNK-8 the sink names component and box", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		axon.Look(a, b)
		l := link(t, &a.Outbox, &b.Inbox)
		require.Same(t, &b.Inbox, l.To)
		require.Equal(t, "b.inbox", l.To.String())
		require.Equal(t, "inbox", l.To.Name())
	}},
}
