package axon_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// A doubler sends each number twice. It has its handler in common with the others.
type doubler struct {
	axon.Base[int, int]
	may []bool // wait, at each message
}

var doubles = axon.NewHandler(func(ctx context.Context, n int) {
	d := axon.Receiver(ctx).(interface{ self() *doubler }).self()
	if n < 0 {
		panic("on purpose")
	}
	d.may = append(d.may, axon.MayWait(ctx))
	d.Outbox.Send(ctx, n)
	d.Outbox.Send(ctx, n)
})

func (d *doubler) self() *doubler { return d }

func (d *doubler) Start(context.Context) error {
	d.Inbox.HandleBy(d, doubles)
	return nil
}

// large has a doubler for its part.
type large struct{ doubler }

// TestHandlerInCommon sends through one doubler into another and back into the first, whose
// bound is reached meanwhile: each is told what is its own, and who is inside a box never
// waits for itself.
func TestHandlerInCommon(t *testing.T) {
	a, b := new(doubler), new(large)
	for _, c := range []axon.Component{a, b} {
		_, err := axon.Activate(t.Context(), c)
		require.NoError(t, err)
	}
	var in axon.Out[int]
	for _, l := range [][2]axon.Box{{&in, &a.Inbox}, {&a.Outbox, &b.Inbox}} {
		_, err := axon.LinkBoxes(l[0], l[1])
		require.NoError(t, err)
	}
	got := 0
	var last axon.In[int]
	last.Handle(func(ctx context.Context, n int) {
		require.Nil(t, axon.Receiver(ctx), "it is the box of no component")
		if got++; n == 1 {
			require.NoError(t, in.Send(ctx, 2), "back into a box that this goroutine is inside of")
		}
	})
	_, err := axon.Link(&b.Outbox, &last)
	require.NoError(t, err)
	a.Inbox.SetSize(1)

	require.NoError(t, in.Send(t.Context(), 1))
	require.Equal(t, 4+4*4, got)
	require.Equal(t, []bool{true, false, false, false, false}, a.may, "nobody waits for what had to queue")
	require.NoError(t, in.TrySend(3))
	require.Equal(t, 4+4*4+4, got)
	require.False(t, a.may[5])
	require.Nil(t, axon.Receiver(t.Context()))
}

// TestHandlerInCommonPanics ends the one component that it panics for.
func TestHandlerInCommonPanics(t *testing.T) {
	a, b := new(doubler), new(doubler)
	h, err := axon.Activate(t.Context(), a)
	require.NoError(t, err)
	_, err = axon.Activate(t.Context(), b)
	require.NoError(t, err)
	require.NoError(t, axon.Deliver(t.Context(), -1, &a.Inbox))
	var why *axon.PanicError
	require.ErrorAs(t, h.Wait(), &why)
	require.Equal(t, axon.Active, b.State())
	require.NoError(t, axon.Deliver(t.Context(), 1, &b.Inbox))
	require.Equal(t, h, axon.HandleOf(a))
	require.Nil(t, axon.HandleOf(new(doubler)))
}
