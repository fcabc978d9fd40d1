package axon_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// still is a component that does nothing.
type still struct {
	axon.Base[[]byte, []byte]
	Sink axon.Sink
	Mute axon.Mute
}

func (s *still) Boxes() axon.Boxes {
	return append(s.Base.Boxes(), axon.Port{Name: "sink", Box: &s.Sink}, axon.Port{Name: "mute", Box: &s.Mute})
}

// TestSink has a Sink take every message while its component lives, also in a chain of
// linkages, and hand on to another inbox what is linked on.
func TestSink(t *testing.T) {
	s := new(still)
	h, err := axon.Activate(t.Context(), s)
	require.NoError(t, err)
	var bytes, first axon.Out[[]byte]
	var second axon.Out[any]
	for _, l := range [][2]axon.Box{{&bytes, &s.Sink}, {&first, &second}, {&second, &s.Sink}} {
		_, err := axon.LinkBoxes(l[0], l[1])
		require.NoError(t, err)
	}
	require.NoError(t, bytes.Send(t.Context(), []byte("dropped")))
	require.NoError(t, bytes.TrySend(nil))
	require.NoError(t, first.Send(t.Context(), []byte("dropped")))
	require.NoError(t, second.Send(t.Context(), 7))
	require.NoError(t, axon.Deliver(t.Context(), "dropped", &s.Sink))
	require.Equal(t, "still.sink", s.Sink.String())

	on, err := axon.LinkBoxes(&s.Sink, &s.Inbox)
	require.NoError(t, err)
	require.NoError(t, first.Send(t.Context(), []byte("kept")))
	require.NoError(t, axon.Deliver(t.Context(), []byte("kept"), &s.Sink))
	require.Equal(t, 2, s.Inbox.Len())
	on.Unlink()
	require.NoError(t, first.Send(t.Context(), []byte("dropped")))
	require.Equal(t, 2, s.Inbox.Len())

	require.NoError(t, h.Stop())
	require.ErrorIs(t, bytes.Send(t.Context(), nil), axon.ErrEnded)
	require.ErrorIs(t, axon.Deliver(t.Context(), nil, &s.Sink), axon.ErrEnded)
	require.ErrorIs(t, axon.Deliver(t.Context(), nil, &s.Outbox), axon.ErrBadLinkage)
	require.ErrorIs(t, axon.Deliver(t.Context(), 7, new(axon.In[[]byte])), axon.ErrWrongType)
}

// TestMute links an outbox that says nothing.
func TestMute(t *testing.T) {
	s := new(still)
	l, err := axon.LinkBoxes(&s.Mute, &s.Inbox)
	require.NoError(t, err)
	_, err = axon.LinkBoxes(&s.Mute, &s.Inbox)
	require.ErrorIs(t, err, axon.ErrAlreadyLinked)
	l.Unlink()
	_, err = axon.LinkBoxes(&s.Mute, &s.Control)
	require.NoError(t, err)
}
