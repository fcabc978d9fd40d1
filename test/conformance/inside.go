package conformance

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A passer hands on what comes, on the goroutine of whoever sends.
type passer struct{ axon.Base[string, string] }

// Start is called by axon.Activate.
func (p *passer) Start(context.Context) error {
	p.Inbox.Handle(func(ctx context.Context, m string) { p.Outbox.Send(ctx, m) })
	return nil
}

// inside is what drivers of something else than messages need of a box.
var inside = []Promise{
	{"KRN-19 a box that refuses takes no more, and loses nothing", func(t *testing.T) {
		var out, other axon.Out[string]
		var in axon.In[string]
		link(t, &out, &in)
		link(t, &other, &in)
		in.SetSize(1)
		send(t, &out, "taken")
		var err error
		sent := goes(func() { err = other.Send(t.Context(), "waits") })
		require.False(t, rang(sent))
		in.Refuse()
		require.True(t, rang(sent), "who waits for space is told")
		require.ErrorIs(t, err, axon.ErrEnded)
		require.ErrorIs(t, out.TrySend("late"), axon.ErrEnded)
		got(t, &in, "taken")
		require.ErrorIs(t, out.Send(t.Context(), "late"), axon.ErrEnded, "with space")

		// What a direct box was sent before is still handled.
		var to axon.Out[string]
		var direct axon.In[string]
		var seen []string
		link(t, &to, &direct)
		direct.Handle(func(ctx context.Context, m string) {
			seen = append(seen, m)
			if m == "first" {
				require.NoError(t, to.Send(ctx, "from inside"))
				direct.Refuse()
				require.ErrorIs(t, to.Send(ctx, "late"), axon.ErrEnded)
			}
		})
		send(t, &to, "first")
		require.ErrorIs(t, to.Send(t.Context(), "late"), axon.ErrEnded)
		require.Equal(t, []string{"first", "from inside"}, seen)
	}},
	{"KRN-20 Seize waits for who is inside, and keeps all others out", func(t *testing.T) {
		var out axon.Out[string]
		var in axon.In[string]
		link(t, &out, &in)
		seen := 0 // seen by the race detector when Seize does not wait
		proceed := make(chan struct{})
		in.Handle(func(context.Context, string) { <-proceed; seen++ })
		sent := goes(func() { out.Send(t.Context(), "inside") })
		require.False(t, rang(sent))
		after := 0
		seized := goes(func() { in.Seize(); after = seen })
		require.False(t, rang(seized), "the handler is running")
		close(proceed)
		require.True(t, rang(seized))
		require.True(t, rang(sent))
		require.Equal(t, 1, after)
		send(t, &out, "queued")
		require.Equal(t, 1, seen)
		in.Seize() // with nobody inside
		got(t, &in, "queued")
		require.True(t, in.Release())
		send(t, &out, "direct")
		require.Equal(t, 2, seen)
	}},
	{"KRN-21 TakeBytes takes all that waits as one piece, and makes space", func(t *testing.T) {
		var out axon.Out[[]byte]
		var in axon.In[[]byte]
		link(t, &out, &in)
		piece, n := axon.TakeBytes(&in)
		require.Nil(t, piece)
		require.Zero(t, n)
		in.SetSize(3)
		for range 2 {
			send(t, &out, []byte("one"), nil, []byte("two"))
			sent := goes(func() { out.Send(t.Context(), []byte("three")) })
			require.False(t, rang(sent), "full")
			piece, n = axon.TakeBytes(&in)
			require.Equal(t, "onetwo", string(piece))
			require.Equal(t, 3, n)
			require.True(t, rang(sent))
			require.Equal(t, 1, in.Len())
			piece, n = axon.TakeBytes(&in)
			require.Equal(t, "three", string(piece))
			require.Equal(t, 1, n)
			require.Zero(t, in.Len())
		}
	}},
	{"KRN-22 a sender is told when its messages have woken somebody", func(t *testing.T) {
		// far is behind a direct box, so the wake happens at a distance.
		var out, on axon.Out[string]
		var near, far axon.In[string]
		link(t, &out, &near)
		link(t, &on, &far)
		near.Handle(func(ctx context.Context, m string) { on.Send(ctx, m) })
		ctx, wakes := axon.WithWakes(t.Context())
		require.False(t, wakes.Take())
		require.NoError(t, out.Send(ctx, "nobody sleeps"))
		require.False(t, wakes.Take())
		got(t, &far, "nobody sleeps")
		read := goes(func() { far.Recv(t.Context()) })
		require.False(t, rang(read))
		require.NoError(t, out.Send(ctx, "awake"))
		require.True(t, rang(read))
		require.True(t, wakes.Take())
		require.False(t, wakes.Take(), "only once")
	}},
	{"KRN-23 a handler knows whether its sender may wait", func(t *testing.T) {
		var out, again axon.Out[string]
		var in axon.In[string]
		link(t, &out, &in)
		link(t, &again, &in)
		may := map[string]bool{}
		in.Handle(func(ctx context.Context, m string) {
			may[m] = axon.MayWait(ctx)
			require.False(t, axon.MayWait(context.WithoutCancel(ctx)), "only the handler's own context tells")
			if m == "Send" {
				again.Send(ctx, "queued")
			}
		})
		require.NoError(t, out.Send(t.Context(), "Send"))
		require.NoError(t, out.TrySend("TrySend"))
		ctx, _ := axon.WithWakes(t.Context())
		require.NoError(t, out.Send(ctx, "for a reader"))
		require.Equal(t, map[string]bool{"Send": true, "queued": false, "TrySend": false, "for a reader": false}, may)
		require.False(t, axon.MayWait(t.Context()))
	}},
	{"KRN-26 a sender says so before it waits for space, at any distance", func(t *testing.T) {
		var out, on axon.Out[string]
		var near, far axon.In[string]
		far.SetSize(1)
		link(t, &out, &near)
		link(t, &on, &far)
		near.Handle(func(ctx context.Context, m string) {
			require.False(t, axon.MayWait(ctx))
			on.Send(ctx, m)
		})
		said := 0
		ctx := context.WithValue(t.Context(), axon.Waiting{}, func() { said++ })
		require.NoError(t, out.Send(ctx, "there is space"))
		require.Zero(t, said)
		waits := goes(func() { out.Send(ctx, "there is none") })
		require.False(t, rang(waits))
		require.Equal(t, 1, said)
		m, err := far.TryRecv() // and no more: who waits may come at once
		require.NoError(t, err)
		require.Equal(t, "there is space", m)
		require.True(t, rang(waits))
		require.Equal(t, 1, said)
	}},
	{"KRN-27 an activation does not wait for what waits before it to find space behind it", func(t *testing.T) {
		var out axon.Out[string]
		var far axon.In[string]
		p := new(passer)
		link(t, &out, &p.Inbox)
		link(t, &p.Outbox, &far)
		far.SetSize(1)
		for _, m := range []string{"one", "two", "three"} {
			send(t, &out, m)
		}
		var h *axon.Handle
		activated := goes(func() { h, _ = axon.Activate(t.Context(), p) })
		require.True(t, rang(activated))
		for _, want := range []string{"one", "two", "three", "four"} {
			m, err := far.Recv(t.Context()) // who passes on may still be on the way
			require.NoError(t, err)
			require.Equal(t, want, m)
			if m == "three" {
				send(t, &out, "four")
			}
		}
		got(t, &far)
		require.NoError(t, h.Stop())
	}},
	{"KRN-24 all who wait get in when a box is given back to its senders", func(t *testing.T) {
		var in axon.In[[]byte]
		in.SetSize(1)
		seen := 0
		in.Handle(func(context.Context, []byte) { seen++ })
		in.Hold()
		send := func() <-chan struct{} {
			var out axon.Out[[]byte]
			link(t, &out, &in)
			return goes(func() { out.Send(t.Context(), []byte("m")) })
		}
		require.True(t, rang(send()), "there is space")
		var waiting []<-chan struct{}
		for range 3 {
			waiting = append(waiting, send())
			require.False(t, rang(waiting[len(waiting)-1]))
		}
		// One is told of space, and finds the way into the handler free, unless it
		// is so fast that it queues.
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // who is woken comes last
		taken := 0
		for again := true; again; again = !in.Release() {
			_, messages := axon.TakeBytes(&in)
			taken += messages
		}
		for _, sent := range waiting {
			require.True(t, rang(sent))
		}
		require.Equal(t, 4, taken+seen)
	}},
	{"KRN-25 a fence lets through exactly what was sent before it", func(t *testing.T) {
		var out axon.Out[[]byte]
		var in axon.In[[]byte]
		link(t, &out, &in)
		var seen []string
		in.Handle(func(_ context.Context, m []byte) { seen = append(seen, string(m)) })
		note := func() { seen = append(seen, "|") }

		in.Fence(note) // nothing waits
		send(t, &out, []byte("a"))
		require.Equal(t, []string{"|"}, seen)
		taken(t, &in, "a")
		require.True(t, in.Release())
		send(t, &out, []byte("b"))
		require.Equal(t, []string{"|", "b"}, seen)

		in.Hold()
		send(t, &out, []byte("c"))
		send(t, &out, []byte("d"))
		in.Fence(note)
		send(t, &out, []byte("e"))
		taken(t, &in, "cd")
		taken(t, &in, "")
		require.Equal(t, []string{"|", "b"}, seen)
		require.True(t, in.Release(), "it runs what the fence is for, and holds")
		require.Equal(t, []string{"|", "b", "|"}, seen)
		send(t, &out, []byte("f"))
		taken(t, &in, "e")
		taken(t, &in, "f")
		require.True(t, in.Release())

		in.Hold()
		send(t, &out, []byte("g"))
		in.FenceAll(note)
		taken(t, &in, "")
		require.True(t, in.Release())
		require.Equal(t, []string{"|", "b", "|", "|"}, seen)
		taken(t, &in, "g")
		send(t, &out, []byte("h"))
		in.FenceAll(note)
		in.Refuse()
		taken(t, &in, "h")

		// Inside: what has queued behind the handler is before the fence too.
		var other axon.In[[]byte]
		var to axon.Out[[]byte]
		link(t, &to, &other)
		seen = nil
		other.Handle(func(ctx context.Context, m []byte) {
			seen = append(seen, string(m))
			if string(m) == "first" {
				require.NoError(t, to.Send(ctx, []byte("queued")))
				other.Fence(note)
				require.NoError(t, to.Send(ctx, []byte("behind")))
			}
		})
		send(t, &to, []byte("first"))
		require.Equal(t, []string{"first", "queued", "|"}, seen)
		taken(t, &other, "behind")
	}},
}

// taken checks what a driver is given as one piece.
func taken(t *testing.T, in *axon.In[[]byte], want string) {
	t.Helper()
	piece, _ := axon.TakeBytes(in)
	require.Equal(t, want, string(piece))
}
