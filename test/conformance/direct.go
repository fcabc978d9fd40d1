package conformance

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var direct = []Promise{
	{"KRN-7 a send back into a box never waits, and does not pile up the stack", func(t *testing.T) {
		// A handler that makes ten of one exceeds the bound of two.
		var out, again axon.Out[int]
		var in axon.In[int]
		in.SetSize(2)
		link(t, &out, &in)
		link(t, &again, &in)
		var seen []int
		in.Handle(func(ctx context.Context, n int) {
			seen = append(seen, n)
			if n == 0 {
				for i := 1; i <= 10; i++ {
					require.NoError(t, again.Send(ctx, i))
				}
				require.Equal(t, 10, in.Len())
			}
		})
		require.NoError(t, out.Send(t.Context(), 0))
		require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, seen)

		// Two echoes throw a ball a million times; the stack ends long before.
		var ping, pong axon.Out[int]
		var left, right axon.In[int]
		link(t, &ping, &right)
		link(t, &pong, &left)
		last := -1
		left.SetSize(1)
		right.SetSize(1)
		left.Handle(func(ctx context.Context, n int) { last = n; ping.Send(ctx, n-1) })
		right.Handle(func(ctx context.Context, n int) {
			if n > 0 {
				pong.Send(ctx, n)
			}
		})
		ping.Send(t.Context(), 1_000_000)
		require.Equal(t, 1, last)
	}},
	{"KRN-15 no lock is held while a handler runs", func(t *testing.T) {
		p, q := newPart("p", idle), newPart("q", idle)
		out, _ := into(t, p)
		calls := 0
		p.Inbox.Handle(func(ctx context.Context, m string) {
			calls++
			l, err := axon.Link(&p.Outbox, &q.Inbox)
			require.NoError(t, err)
			p.Inbox.SetSize(3)
			require.Contains(t, axon.Look(p, q).Links, axon.LinkInfo{From: 0, To: 1, FromBox: "outbox", ToBox: "inbox", Kind: "deliver"})
			require.NoError(t, p.Outbox.Send(ctx, m))
			l.Unlink()
			if calls == 1 {
				require.NoError(t, out.Send(ctx, "queued"))
				require.Equal(t, 1, p.Inbox.Len())
			}
		})
		start(t, p)
		require.NoError(t, out.Send(t.Context(), "x"))
		require.Equal(t, 2, calls)
		// The same for what a handler gets when it is set, and by relinking.
		var late axon.Out[string]
		var before axon.In[string]
		link(t, &late, &before)
		send(t, &late, "waited")
		passIn(t, &before, &p.Inbox)
		require.Equal(t, 3, calls)
		got(t, &q.Inbox, "x", "queued", "waited")
	}},
	{"KRN-16 a direct box is entered by one goroutine at a time", func(t *testing.T) {
		const senders, many = 8, 300
		var in axon.In[int]
		var inside atomic.Int32
		count := 0 // seen by the race detector when two are inside
		entered, proceed := make(chan struct{}), make(chan struct{})
		in.Handle(func(_ context.Context, n int) {
			if inside.Add(1) != 1 {
				t.Error("two are inside")
			}
			if n < 0 {
				close(entered)
				<-proceed
			}
			count++
			inside.Add(-1)
		})
		var all sync.WaitGroup
		first := new(axon.Out[int])
		link(t, first, &in)
		all.Go(func() { first.Send(t.Context(), -1) })
		<-entered
		for range senders {
			var out axon.Out[int]
			link(t, &out, &in)
			all.Go(func() {
				for n := range many {
					out.Send(t.Context(), n)
				}
			})
		}
		rang(nil)
		require.Equal(t, axon.DefaultMessages, in.Len(), "who comes meanwhile queues")
		inBox := false
		in.After(func() { inBox = inside.Load() == 0 && count > axon.DefaultMessages })
		close(proceed)
		all.Wait()
		require.Equal(t, senders*many+1, count)
		require.True(t, inBox, "After runs behind what waited")
		holdAndRelease(t, &in, first, &count)
	}},
}

func holdAndRelease(t *testing.T, in *axon.In[int], out *axon.Out[int], count *int) {
	t.Helper()
	*count = 0
	in.Hold()
	send(t, out, 1, 2)
	require.Zero(t, *count, "held")
	require.False(t, in.Release(), "not empty")
	got(t, in, 1, 2)
	require.True(t, in.Release())
	send(t, out, 3)
	require.Equal(t, 1, *count)
	ran := false
	in.After(func() { ran = true })
	require.True(t, ran, "nobody is inside")
}
