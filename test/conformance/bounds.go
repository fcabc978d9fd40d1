package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var bounds = []Promise{
	{"BOX-1 a size can be set", func(t *testing.T) {
		out, _ := sized(t, 1)
		fills(t, out, 1)
	}},
	{"BOX-2 size 5 takes five messages", func(t *testing.T) {
		out, in := sized(t, 5)
		send(t, out, "1", "2", "3", "4", "5")
		got(t, in, "1", "2", "3", "4", "5")
	}},
	{"BOX-3 the sixth is refused", func(t *testing.T) {
		out, in := sized(t, 5)
		send(t, out, "1", "2", "3", "4", "5")
		full(t, out)
		got(t, in, "1", "2", "3", "4", "5")
	}},
	{"BOX-4 taking three makes room for three", func(t *testing.T) {
		out, in := sized(t, 5)
		fills(t, out, 5)
		for range 3 {
			in.TryRecv()
		}
		fills(t, out, 3)
	}},
	{"BOX-5 a size in the middle of a chain has no effect", func(t *testing.T) {
		out, outer := sized(t, 5)
		var inner axon.In[string]
		passIn(t, outer, &inner)
		fills(t, out, axon.DefaultMessages)
	}},
	{"BOX-6 it has when the chain behind is cut", func(t *testing.T) {
		out, outer := sized(t, 5)
		var inner axon.In[string]
		l := passIn(t, outer, &inner)
		send(t, out, "1", "2", "3", "4", "5", "6")
		l.Unlink()
		fills(t, out, 5)
	}},
	{"BOX-7 size 0 takes 9999 messages", func(t *testing.T) {
		out, in := sized(t, 0)
		for range 9999 {
			require.NoError(t, out.TrySend("x"))
		}
		require.Equal(t, 9999, in.Len())
	}},
	{"BOX-8 size 0 after size 5 lets who waits and 500 more in", func(t *testing.T) {
		out, in := sized(t, 5)
		fills(t, out, 5)
		sent := goes(func() { out.Send(t.Context(), "waits") })
		require.False(t, rang(sent))
		in.SetSize(0)
		require.True(t, rang(sent))
		for range 500 {
			require.NoError(t, out.TrySend("x"))
		}
		require.Equal(t, 506, in.Len())
	}},
	{"BOX-9 four senders over different chains share one size", func(t *testing.T) {
		direct, in := sized(t, 16)
		var behind, passed, long axon.Out[string]
		var outer, before axon.In[string]
		passOut(t, &behind, direct)
		link(t, &passed, &outer)
		passIn(t, &outer, in)
		link(t, &long, &before)
		passIn(t, &before, &outer)
		all := []*axon.Out[string]{direct, &behind, &passed, &long}
		for n := range 16 {
			require.NoError(t, all[n%4].TrySend("x"))
		}
		for _, out := range all {
			full(t, out)
		}
		in.TryRecv()
		fills(t, &long, 1)
		for _, out := range all {
			full(t, out)
		}
	}},
}

func sized(t *testing.T, size int) (*axon.Out[string], *axon.In[string]) {
	t.Helper()
	var out axon.Out[string]
	var in axon.In[string]
	link(t, &out, &in)
	in.SetSize(size)
	return &out, &in
}
