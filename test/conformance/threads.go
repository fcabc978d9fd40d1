package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var threads = []Promise{
	{"THR-1 a component with a goroutine has the default boxes", func(t *testing.T) {
		p := newPart("p", idle)
		start(t, p)
		defaultBoxes(t, p)
	}},
	{"THR-2 the zero value is ready", func(t *testing.T) {
		p := &part{main: idle}
		var out axon.Out[string]
		link(t, &out, &p.Inbox)
		start(t, p)
		fills(t, &out, axon.DefaultMessages)
	}},
	{"THR-3 a size may be given before the start", func(t *testing.T) {
		p := &part{main: idle}
		p.Inbox.SetSize(3)
		var out axon.Out[string]
		link(t, &out, &p.Inbox)
		start(t, p)
		fills(t, &out, 3)
	}},
	{"THR-4 when Run returns, the component ends", func(t *testing.T) {
		gate := make(chan struct{})
		p := newPart("p", until(gate))
		h := start(t, p)
		require.False(t, ended(h))
		require.Equal(t, axon.Active, p.State())
		close(gate)
		require.True(t, ended(h))
		require.NoError(t, h.Err())
		require.Equal(t, axon.Ended, p.State())
	}},
	{"THR-5 Run has a goroutine of its own", func(t *testing.T) {
		here, there := make(chan struct{}), make(chan struct{})
		h := start(t, newPart("p", func(ctx context.Context, p *part) error {
			close(there)
			return until(here)(ctx, p)
		}))
		require.True(t, rang(there))
		close(here)
		require.NoError(t, h.Wait())
	}},
	{"THR-6 Run receives what is sent to inbox", func(t *testing.T) {
		received := make(chan string, 1)
		p := newPart("p", func(ctx context.Context, p *part) error {
			m, err := p.Inbox.Recv(ctx)
			received <- m
			return err
		})
		var out axon.Out[string]
		link(t, &out, &p.Inbox)
		h := start(t, p)
		require.False(t, ended(h))
		send(t, &out, "x")
		require.True(t, ended(h))
		require.Equal(t, "x", <-received)
	}},
	{"THR-7 what Run sends reaches the linked inbox", func(t *testing.T) {
		p := newPart("p", func(ctx context.Context, p *part) error { return p.Outbox.Send(ctx, "x") })
		var in axon.In[string]
		link(t, &p.Outbox, &in)
		require.NoError(t, start(t, p).Wait())
		got(t, &in, "x")
	}},
	{"THR-8 linkages are made by any goroutine, one at a time", func(t *testing.T) {
		var out axon.Out[string]
		var ins [4]axon.In[string]
		for range 50 {
			var made atomic.Int32
			var winner atomic.Pointer[axon.Linkage]
			var all sync.WaitGroup
			for i := range ins {
				all.Go(func() {
					l, err := axon.Link(&out, &ins[i])
					if err == nil {
						made.Add(1)
						winner.Store(l)
						out.Send(t.Context(), "x")
					} else if !errors.Is(err, axon.ErrAlreadyLinked) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			require.EqualValues(t, 1, made.Load())
			for range ins {
				all.Go(winner.Load().Unlink)
			}
			all.Wait()
		}
		received := 0
		for i := range ins {
			received += ins[i].Len()
		}
		require.Equal(t, 50, received)
		require.Zero(t, out.Discarded())
	}},
	{"THR-9 there is a bound by default", func(t *testing.T) {
		var out axon.Out[string]
		p := &part{}
		link(t, &out, &p.Inbox)
		sent := 0
		for sent < 99999 && out.TrySend("x") == nil {
			sent++
		}
		require.Equal(t, axon.DefaultMessages, sent)
	}},
	{"THR-10 a bound of 20 takes exactly 20", func(t *testing.T) {
		out, _ := sized(t, 20)
		fills(t, out, 20)
	}},
	{"THR-11 a box of a running component has one bound", func(t *testing.T) {
		p := newPart("p", idle)
		p.Inbox.SetSize(10)
		var out axon.Out[string]
		link(t, &out, &p.Inbox)
		start(t, p)
		fills(t, &out, 10)
	}},
	{"THR-12 what Run sends is refused at the receiver's bound", func(t *testing.T) {
		sent := 0
		p := newPart("p", func(ctx context.Context, p *part) error {
			for ; sent < 1000; sent++ {
				if err := p.Outbox.TrySend("x"); err != nil {
					return err
				}
			}
			return nil
		})
		var in axon.In[string]
		in.SetSize(10)
		link(t, &p.Outbox, &in)
		require.ErrorIs(t, start(t, p).Wait(), axon.ErrNoSpaceInBox)
		require.Equal(t, 10, sent)
	}},
	{"THR-13 after n are taken, exactly n more can be sent", func(t *testing.T) {
		step, sent := make(chan struct{}), 0
		p := newPart("p", func(ctx context.Context, p *part) error {
			for range step {
				for sent = 0; p.Outbox.TrySend("x") == nil; sent++ {
				}
			}
			return nil
		})
		var in axon.In[string]
		in.SetSize(10)
		link(t, &p.Outbox, &in)
		h := start(t, p)
		defer close(step)
		for _, n := range []int{10, 1, 4, 10} {
			step <- struct{}{}
			require.False(t, ended(h))
			require.Equal(t, n, sent)
			next := map[int]int{10: 1, 1: 4, 4: 10}[n]
			for range next {
				in.TryRecv()
			}
		}
	}},
	{"THR-14 a component ends with unread messages, and says how many", func(t *testing.T) {
		gate := make(chan struct{})
		p := newPart("p", until(gate))
		var out axon.Out[string]
		link(t, &out, &p.Inbox)
		h := start(t, p)
		send(t, &out, "1", "2", "3")
		close(gate)
		require.True(t, ended(h))
		require.NoError(t, h.Err())
		require.Equal(t, 3, h.Leftover())
	}},
	{"THR-15 a component stays until all it sends is delivered", func(t *testing.T) {
		const many = 200
		p := newPart("p", func(ctx context.Context, p *part) error {
			for n := range many {
				if err := p.Outbox.Send(ctx, fmt.Sprint(n)); err != nil {
					return err
				}
			}
			return nil
		})
		var in axon.In[string]
		in.SetSize(10)
		link(t, &p.Outbox, &in)
		h := start(t, p)
		for n := range many {
			if n < many-10 {
				time.Sleep(time.Second)
				require.False(t, ended(h), "%d taken", n)
			}
			m, err := in.Recv(t.Context())
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(n), m)
		}
		require.True(t, ended(h))
		require.NoError(t, h.Err())
		require.Zero(t, p.Outbox.Discarded())
	}},
	{"THR-16 a component whose boxes come with its wires has the default ones", func(t *testing.T) {
		g, err := axon.NewGraphline(nil, []axon.Wire{})
		require.NoError(t, err)
		defaultBoxes(t, g)
	}},
	{"THR-17 boxes come with its wires", func(t *testing.T) {
		p := &part{}
		g, err := axon.NewGraphline(map[string]axon.Component{"p": p}, []axon.Wire{
			{From: axon.Self, FromBox: "extra", To: "p", ToBox: "inbox"},
			{From: "p", FromBox: "outbox", To: axon.Self, ToBox: "more"},
		})
		require.NoError(t, err)
		_, err = axon.InboxOf[string](g, "extra")
		require.NoError(t, err)
		_, err = axon.OutboxOf[string](g, "more")
		require.NoError(t, err)
	}},
	{"THR-18 a component may list boxes of its own", func(t *testing.T) {
		c := &listed{}
		_, err := axon.InboxOf[int](c, "numbers")
		require.NoError(t, err)
		_, err = axon.OutboxOf[int](c, "sums")
		require.NoError(t, err)
		_, err = c.Boxes().Inbox("inbox")
		require.ErrorIs(t, err, axon.ErrNoSuchBox)
		var out axon.Out[int]
		var in axon.In[int]
		link(t, &out, &c.numbers)
		link(t, &c.sums, &in)
		h := start(t, c)
		send(t, &out, 20, 22)
		require.NoError(t, h.Wait())
		got(t, &in, 42)
	}},
	{"THR-19 an inbox added at run time receives", func(t *testing.T) {
		var out axon.Out[string]
		p := newPart("p", func(ctx context.Context, p *part) error {
			var added axon.In[string]
			if _, err := p.Postoffice().Link(&out, &added); err != nil {
				return err
			}
			p.Outbox.Send(ctx, "ready")
			m, err := added.Recv(ctx)
			p.seen = append(p.seen, m)
			return err
		})
		var in axon.In[string]
		link(t, &p.Outbox, &in)
		h := start(t, p)
		_, err := in.Recv(t.Context())
		require.NoError(t, err)
		send(t, &out, "x")
		require.True(t, ended(h))
		require.Equal(t, []string{"x"}, p.seen)
	}},
	{"THR-20 an outbox added at run time sends", func(t *testing.T) {
		var in axon.In[string]
		p := newPart("p", func(ctx context.Context, p *part) error {
			var added axon.Out[string]
			if _, err := p.Postoffice().Link(&added, &in); err != nil {
				return err
			}
			return added.Send(ctx, "x")
		})
		require.NoError(t, start(t, p).Wait())
		got(t, &in, "x")
	}},
}

// listed adds two numbers, over boxes with names of its own.
type listed struct {
	axon.Life
	numbers axon.In[int]
	sums    axon.Out[int]
}

func (l *listed) Boxes() axon.Boxes {
	return axon.Boxes{{Name: "numbers", Box: &l.numbers}, {Name: "sums", Box: &l.sums}}
}

func (l *listed) Run(ctx context.Context) error {
	a, err := l.numbers.Recv(ctx)
	if err != nil {
		return err
	}
	b, err := l.numbers.Recv(ctx)
	if err != nil {
		return err
	}
	return l.sums.Send(ctx, a+b)
}
