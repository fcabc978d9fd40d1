package conformance

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var relinking = []Promise{
	{"KRN-6 relinking under traffic loses and reorders nothing", func(t *testing.T) {
		movesOrder(t)
		leavesLoop(t, func(n int) string { return fmt.Sprint(n) })
		leavesLoop(t, func(n int) []byte { return fmt.Append(nil, n) })
		for _, isDirect := range []bool{false, true} {
			relinkInbox(t, isDirect)
			relinkOutbox(t, isDirect)
		}
	}},
}

// movesOrder passes on an inbox in which more waits than the inner one takes.
func movesOrder(t *testing.T) {
	t.Helper()
	var out axon.Out[string]
	var outer, inner axon.In[string]
	inner.SetSize(2)
	link(t, &out, &outer)
	var want []string
	for n := range 10 {
		want = append(want, fmt.Sprint(n))
	}
	send(t, &out, want...)
	passIn(t, &outer, &inner)
	got(t, &inner, want...)
	// A handler that comes later gets what waits first.
	send(t, &out, "1", "2")
	var seen []string
	inner.Handle(func(_ context.Context, m string) { seen = append(seen, m) })
	send(t, &out, "3")
	require.Equal(t, []string{"1", "2", "3"}, seen)
	// So does one that is passed to.
	var late axon.Out[string]
	var before axon.In[string]
	link(t, &late, &before)
	send(t, &late, "4", "5")
	passIn(t, &before, &inner)
	send(t, &late, "6")
	require.Equal(t, []string{"1", "2", "3", "4", "5", "6"}, seen)
}

// leavesLoop leaves a loop over an inbox that was passed on meanwhile, so that what
// the loop had taken is put back into a box that keeps nothing itself.
func leavesLoop[T any](t *testing.T, message func(n int) T) {
	t.Helper()
	for _, back := range []bool{false, true} {
		var out axon.Out[T]
		var outer, inner axon.In[T]
		link(t, &out, &outer)
		send(t, &out, message(0), message(1), message(2))
		for range outer.All(t.Context()) {
			l := passIn(t, &outer, &inner)
			if back {
				l.Unlink()
			}
			break
		}
		end := &inner
		if back {
			end = &outer
		}
		got(t, end, message(1), message(2))
	}
}

const traffic = 2000

// relinkInbox passes an inbox on to an inner one and back while messages come.
// Whoever reads both must see all of them; those that went one way, in order.
func relinkInbox(t *testing.T, isDirect bool) {
	t.Helper()
	var out axon.Out[int]
	var outer, inner axon.In[int]
	link(t, &out, &outer)
	seen := make(chan int, traffic)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if isDirect {
		inner.Handle(func(_ context.Context, n int) { seen <- n })
	} else {
		goes(func() {
			for n := range inner.All(ctx) {
				seen <- n
			}
		})
	}
	done := sendNumbers(ctx, &out)
	for busy := true; busy; {
		l := passIn(t, &outer, &inner)
		select {
		case <-done:
			busy = false // and stay linked, so that the rest moves
		default:
			l.Unlink()
		}
	}
	// Each message waits at outer until the next passing on, which moves it
	// ahead of what comes later: so the order is that of the sender.
	for n := range traffic {
		select {
		case m := <-seen:
			require.Equal(t, n, m, "direct: %v", isDirect)
		case <-ctx.Done():
		}
	}
	require.Zero(t, outer.Len()+inner.Len())
	require.Zero(t, out.Discarded())
}

// relinkOutbox links an outbox to two inboxes in turn. What is discarded between
// is counted, each inbox sees a rising sequence, and together nothing is missing.
func relinkOutbox(t *testing.T, isDirect bool) {
	t.Helper()
	var out axon.Out[int]
	var ins [2]axon.In[int]
	var seen [2][]int
	for i := range ins {
		ins[i].SetSize(0)
		if isDirect {
			ins[i].Handle(func(_ context.Context, n int) { seen[i] = append(seen[i], n) })
		}
	}
	done := sendNumbers(t.Context(), &out)
	for turn := 0; ; turn++ {
		l := link(t, &out, &ins[turn%2])
		l.Unlink()
		before := ins[turn%2].Len()
		select {
		case <-done:
		default:
			if !isDirect {
				require.Equal(t, before, ins[turn%2].Len(), "delivered after Unlink")
			}
			continue
		}
		break
	}
	total := int(out.Discarded())
	for i := range ins {
		if !isDirect {
			seen[i] = rest(t, &ins[i])
		}
		total += len(seen[i])
		require.IsIncreasing(t, append([]int{-2, -1}, seen[i]...))
	}
	require.Equal(t, traffic, total)
}

func sendNumbers(ctx context.Context, out *axon.Out[int]) <-chan struct{} {
	return goes(func() {
		for n := range traffic {
			out.Send(ctx, n)
		}
	})
}
