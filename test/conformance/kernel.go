package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

// kernel is what this kernel promises beyond Axon; see also relinking, direct and inside.
var kernel = []Promise{
	{"KRN-1 a box keeps the order of each of many senders", func(t *testing.T) {
		for _, isDirect := range []bool{false, true} {
			const senders, many = 8, 500
			var in axon.In[[2]int]
			next := [senders]int{}
			check := func(m [2]int) {
				require.Equal(t, next[m[0]], m[1])
				next[m[0]]++
			}
			if isDirect {
				in.Handle(func(_ context.Context, m [2]int) { check(m) })
			}
			var all sync.WaitGroup
			for s := range senders {
				var out axon.Out[[2]int]
				link(t, &out, &in)
				all.Go(func() {
					for n := range many {
						out.Send(t.Context(), [2]int{s, n})
					}
				})
			}
			for n := 0; !isDirect && n < senders*many; n++ {
				m, err := in.Recv(t.Context())
				require.NoError(t, err)
				check(m)
			}
			all.Wait()
			for s := range senders {
				require.Equal(t, many, next[s])
			}
		}
	}},
	{"KRN-2 a component sends one terminal message, and it is the last", func(t *testing.T) {
		oops := errors.New("oops")
		for name, c := range map[string]struct {
			main func(ctx context.Context, p *part) error
			err  bool
		}{
			"returns": {main: func(context.Context, *part) error { return nil }},
			"sends its own and goes on": {main: func(ctx context.Context, p *part) error {
				p.Signal.Send(ctx, axon.ShutdownMicroprocess{})
				p.Signal.Send(ctx, axon.Status{})
				p.Signal.Send(ctx, axon.ProducerFinished{})
				return nil
			}},
			"many at once": {main: func(ctx context.Context, p *part) error {
				var all sync.WaitGroup
				for range 20 {
					all.Go(func() { p.Signal.Send(ctx, axon.SocketShutdown{}) })
				}
				all.Wait()
				return nil
			}},
			"fails":  {main: func(context.Context, *part) error { return oops }, err: true},
			"panics": {main: func(context.Context, *part) error { panic(oops) }, err: true},
			"handler panics": {err: true, main: func(ctx context.Context, p *part) error {
				p.Inbox.Handle(func(context.Context, string) { panic(oops) })
				var out axon.Out[string]
				if _, err := axon.Link(&out, &p.Inbox); err != nil {
					return err
				}
				out.Send(ctx, "x")
				return idle(ctx, p)
			}},
		} {
			p := newPart("p", c.main)
			var control axon.In[axon.Signal]
			link(t, &p.Signal, &control)
			h := start(t, p)
			err := h.Wait()
			signals := rest(t, &control)
			require.Len(t, terminals(signals), 1, name)
			require.NotEqual(t, axon.Never, signals[len(signals)-1].Stop(), name)
			if !c.err {
				require.NoError(t, err, name)
				continue
			}
			require.ErrorIs(t, err, oops, name)
			require.Len(t, signals, 2, name)
			require.ErrorIs(t, signals[0].(axon.ErrorInformation), oops, name)
		}
		s := &starter{}
		var control axon.In[axon.Signal]
		link(t, &s.Signal, &control)
		h := start(t, s)
		s.End(oops)
		s.End(nil)
		require.ErrorIs(t, h.Wait(), oops)
		require.Len(t, terminals(rest(t, &control)), 1)
	}},
	{"KRN-3 the last data comes before the stop signal", func(t *testing.T) {
		for _, last := range []axon.Signal{
			axon.ProducerFinished{}, axon.SocketShutdown{}, axon.ShutdownMicroprocess{Cause: axon.SocketShutdown{}},
		} {
			const many = 1000
			first := newPart("a", func(ctx context.Context, p *part) error {
				for n := range many {
					if err := p.Outbox.Send(ctx, fmt.Sprint(n)); err != nil {
						return err
					}
				}
				return p.Signal.Send(ctx, last)
			})
			end := newPart("b", nil)
			end.Inbox.SetSize(0) // so that much waits when the signal comes
			require.NoError(t, start(t, newPipeline(t, first, end)).Wait())
			require.Len(t, end.seen, many)
			require.Equal(t, fmt.Sprint(many-1), end.seen[many-1])
		}
		// All of it waits already, and the order too.
		p := newPart("p", nil)
		out, signal := into(t, p)
		send(t, out, "1", "2")
		send[axon.Signal](t, signal, axon.ProducerFinished{})
		require.NoError(t, start(t, p).Wait())
		require.Equal(t, []string{"1", "2"}, p.seen)
	}},
	{"KRN-4 who has ended refuses, and counts what is left", func(t *testing.T) {
		gate := make(chan struct{})
		p := newPart("p", until(gate))
		var out, late axon.Out[string]
		link(t, &out, &p.Inbox)
		h := start(t, p)
		send(t, &out, "1", "2")
		require.Zero(t, h.Leftover())
		close(gate)
		require.NoError(t, h.Wait())
		require.Equal(t, 2, h.Leftover())
		require.ErrorIs(t, out.Send(t.Context(), "3"), axon.ErrEnded)
		require.ErrorIs(t, out.TrySend("3"), axon.ErrEnded)
		link(t, &late, &p.Inbox)
		require.ErrorIs(t, late.TrySend("3"), axon.ErrEnded)
		require.ErrorIs(t, p.Outbox.TrySend("3"), axon.ErrEnded)
		require.ErrorIs(t, p.Signal.TrySend(axon.Status{}), axon.ErrEnded)
		_, err := p.Inbox.Recv(t.Context())
		require.ErrorIs(t, err, axon.ErrEnded)
		require.Equal(t, 2, h.Leftover())
	}},
	{"KRN-5 what is sent to nobody is counted", func(t *testing.T) {
		var inner, outer axon.Out[string]
		var in axon.In[string]
		send(t, &inner, "1")
		passOut(t, &inner, &outer)
		send(t, &inner, "2")
		require.EqualValues(t, 2, inner.Discarded())
		l := link(t, &outer, &in)
		send(t, &inner, "3")
		l.Unlink()
		require.NoError(t, inner.Send(t.Context(), "4"))
		require.EqualValues(t, 3, inner.Discarded())
		require.Zero(t, outer.Discarded())
		got(t, &in, "3")
	}},
	{"KRN-8 a panic leaves the other components", func(t *testing.T) {
		oops := errors.New("oops")
		bad := newPart("bad", idle)
		bad.Inbox.Handle(func(context.Context, string) { panic(oops) })
		good := newPart("good", nil)
		toBad, _ := into(t, bad)
		toGood, stop := into(t, good)
		b, g := start(t, bad), start(t, good)
		send(t, toBad, "x") // does not panic here
		err := b.Wait()
		require.ErrorIs(t, err, oops)
		var p *axon.PanicError
		require.ErrorAs(t, err, &p)
		require.Contains(t, string(p.Stack), "kernel.go")
		require.ErrorIs(t, toBad.TrySend("y"), axon.ErrEnded)
		send(t, toGood, "z")
		send[axon.Signal](t, stop, axon.ProducerFinished{})
		require.NoError(t, g.Wait())
		require.Equal(t, []string{"z"}, good.seen)
	}},
	{"KRN-9 bytes are only lent: a queued box copies", func(t *testing.T) {
		var out axon.Out[[]byte]
		var in axon.In[[]byte]
		var anyOut axon.Out[any]
		var anyIn axon.In[any]
		link(t, &out, &in)
		link(t, &anyOut, &anyIn)
		buffer := []byte("one")
		send(t, &out, buffer)
		send[any](t, &anyOut, buffer)
		copy(buffer, "two")
		send(t, &out, buffer)
		send[any](t, &anyOut, buffer)
		copy(buffer, "six")
		for _, want := range []string{"one", "two"} {
			m, err := in.TryRecv()
			require.NoError(t, err)
			require.Equal(t, want, string(m))
			a, err := anyIn.TryRecv()
			require.NoError(t, err)
			require.Equal(t, []byte(want), a)
		}
	}},
	{"KRN-10 a message larger than the bound is accepted by an empty box", func(t *testing.T) {
		var out axon.Out[[]byte]
		var in axon.In[[]byte]
		link(t, &out, &in)
		large := make([]byte, axon.DefaultBytes+1)
		for range 3 {
			send(t, &out, large)
			require.ErrorIs(t, out.TrySend([]byte("x")), axon.ErrNoSpaceInBox)
			m, err := in.TryRecv()
			require.NoError(t, err)
			require.Len(t, m, len(large))
		}
		send(t, &out, []byte("x"))
		require.ErrorIs(t, out.TrySend(large), axon.ErrNoSpaceInBox)
		in.TryRecv()
		for range 4 {
			send(t, &out, large[:axon.DefaultBytes/4])
		}
		require.ErrorIs(t, out.TrySend([]byte("x")), axon.ErrNoSpaceInBox)
	}},
	{"KRN-11 a component can be stopped in every state, again and again", func(t *testing.T) {
		var full axon.In[string]
		full.SetSize(1)
		for name, main := range map[string]func(context.Context, *part) error{
			"ended":         func(context.Context, *part) error { return nil },
			"idle":          idle,
			"reads":         nil,
			"waits to send": func(ctx context.Context, p *part) error { p.Outbox.Send(ctx, "1"); return p.Outbox.Send(ctx, "2") },
			"waits to recv": func(ctx context.Context, p *part) error { _, err := p.Inbox.Recv(ctx); return err },
			"ranges over in": func(ctx context.Context, p *part) error {
				p.Inbox.All(ctx)(func(string) bool { return true })
				return nil
			},
			"ends late":    func(ctx context.Context, p *part) error { <-ctx.Done(); time.Sleep(time.Hour); return nil },
			"stops itself": func(ctx context.Context, p *part) error { <-ctx.Done(); return context.Cause(ctx) },
		} {
			p := newPart(name, main)
			l := link(t, &p.Outbox, &full)
			h := start(t, p)
			rang(nil)
			var all sync.WaitGroup
			for range 3 {
				h.Cancel()
				all.Go(func() {
					if err := h.Stop(); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				})
			}
			all.Wait()
			require.NoError(t, h.Stop(), name)
			require.Equal(t, axon.Ended, p.State(), name)
			_, err := axon.Activate(t.Context(), p)
			require.ErrorIs(t, err, axon.ErrAlreadyActivated)
			l.Unlink()
		}
		s := &starter{}
		h := start(t, s)
		s.End(nil)
		require.NoError(t, h.Stop())
		s.End(nil)
		new(starter).End(nil) // never activated
		g := start(t, newPipeline(t, newPart("a", idle), newPart("b", nil)))
		rang(nil)
		require.NoError(t, g.Stop())
		require.NoError(t, g.Stop())
	}},
	{"KRN-12 control never waits", func(t *testing.T) {
		p := newPart("p", idle)
		_, signal := into(t, p)
		start(t, p)
		for range 10000 {
			require.NoError(t, signal.TrySend(axon.Status{}))
		}
		require.NoError(t, signal.TrySend(axon.ShutdownMicroprocess{}))
		require.Equal(t, 10001, p.Control.Len())
	}},
	{"KRN-13 typed boxes are wired by name, and what does not fit is told", func(t *testing.T) {
		w := &writer{}
		w.SetName("w")
		var out axon.Out[any]
		var control axon.In[axon.Signal]
		linked(t, &out, &w.Inbox)
		link(t, &w.Signal, &control)
		start(t, w)
		send[any](t, &out, []byte("bytes"), "text", 42, "more")
		for _, want := range []string{"bytes", "text", "more"} {
			m, err := w.Inbox.TryRecv()
			require.NoError(t, err)
			require.Equal(t, want, string(m))
		}
		signals := rest(t, &control)
		require.Len(t, signals, 1)
		require.ErrorIs(t, signals[0].(axon.ErrorInformation), axon.ErrWrongType)
		require.Equal(t, 42, signals[0].(axon.ErrorInformation).Data)

		_, err := axon.LinkBoxes(new(axon.Out[int]), new(axon.In[string]))
		require.ErrorIs(t, err, axon.ErrWrongType)
		_, err = axon.InboxOf[int](w, "inbox")
		require.ErrorIs(t, err, axon.ErrWrongType)
		a, b := newPart("a", nil), newPart("b", nil)
		for _, c := range []struct {
			wire axon.Wire
			err  error
		}{
			{axon.Wire{From: "a", FromBox: "outbox", To: "typo", ToBox: "inbox"}, axon.ErrNoSuchComponent},
			{axon.Wire{From: "typo", FromBox: "outbox", To: "b", ToBox: "inbox"}, axon.ErrNoSuchComponent},
			{axon.Wire{From: "a", FromBox: "typo", To: "b", ToBox: "inbox"}, axon.ErrNoSuchBox},
			{axon.Wire{From: "a", FromBox: "inbox", To: "b", ToBox: "inbox"}, axon.ErrNoSuchBox},
			{axon.Wire{From: "a", FromBox: "outbox", To: "b", ToBox: "control"}, axon.ErrWrongType},
			{axon.Wire{From: axon.Self, FromBox: "inbox", To: "", ToBox: "outbox"}, axon.ErrBadLinkage},
		} {
			_, err := axon.NewGraphline(named(a, b), []axon.Wire{c.wire})
			require.ErrorIs(t, err, c.err)
			require.Contains(t, err.Error(), c.wire.String())
		}
	}},
	{"KRN-14 a waiting send returns when it can no longer wait", func(t *testing.T) {
		blocked := func() (send <-chan struct{}, err *error, cancel context.CancelCauseFunc, l *axon.Linkage, out *axon.Out[string], p *part) {
			p = newPart("p", idle)
			p.Inbox.SetSize(1)
			out, err = new(axon.Out[string]), new(error)
			l = link(t, out, &p.Inbox)
			require.NoError(t, out.TrySend("fill"))
			ctx, cancel := context.WithCancelCause(t.Context())
			send = goes(func() { *err = out.Send(ctx, "x") })
			require.False(t, rang(send))
			return send, err, cancel, l, out, p
		}
		sent, err, cancel, _, _, p := blocked()
		oops := errors.New("oops")
		cancel(oops)
		require.True(t, rang(sent), "ctx has ended")
		require.ErrorIs(t, *err, oops)
		require.Equal(t, 1, p.Inbox.Len())

		sent, err, cancel, l, out, p := blocked()
		l.Unlink()
		require.True(t, rang(sent), "nothing is linked")
		require.NoError(t, *err)
		require.EqualValues(t, 1, out.Discarded())
		require.Equal(t, 1, p.Inbox.Len())
		cancel(nil)

		sent, _, cancel, l, out, _ = blocked()
		var other, front axon.In[string]
		l.Unlink()
		require.True(t, rang(sent))
		link(t, out, &front)
		front.SetSize(1)
		send(t, out, "1")
		moved := goes(func() { out.Send(t.Context(), "2") })
		require.False(t, rang(moved))
		passIn(t, &front, &other)
		require.True(t, rang(moved), "the linkage leads elsewhere")
		got(t, &other, "1", "2")
		cancel(nil)

		sent, err, cancel, _, _, p = blocked()
		h := start(t, p)
		h.Stop()
		require.True(t, rang(sent), "the receiver has ended")
		require.ErrorIs(t, *err, axon.ErrEnded)
		require.Equal(t, 1, h.Leftover())
		cancel(nil)
	}},
	{"KRN-17 a chain of linkages cannot lead back to its source", func(t *testing.T) {
		var a, b, c axon.In[string]
		passIn(t, &a, &b)
		passIn(t, &b, &c)
		_, err := axon.PassIn(&c, &a)
		require.ErrorIs(t, err, axon.ErrLinkCycle)
		var x, y axon.Out[string]
		passOut(t, &x, &y)
		_, err = axon.PassOut(&y, &x)
		require.ErrorIs(t, err, axon.ErrLinkCycle)
		_, err = axon.PassOut(&y, &y)
		require.ErrorIs(t, err, axon.ErrLinkCycle)
	}},
	{"KRN-18 a chassis tells its children's errors, and stops who feeds a failed one", func(t *testing.T) {
		oops := errors.New("oops")
		a, c := newPart("a", idle), newPart("c", nil)
		b := newPart("b", func(ctx context.Context, p *part) error {
			p.Outbox.Send(ctx, "the last")
			return oops
		})
		err := start(t, newPipeline(t, a, b, c)).Wait()
		require.ErrorIs(t, err, oops)
		var child *axon.ChildError
		require.ErrorAs(t, err, &child)
		require.Equal(t, "b", child.Name)
		states(t, axon.Ended, a, b, c)
		require.Equal(t, []string{"the last"}, c.seen)
	}},
}

// starter has no goroutine.
type starter struct{ axon.Base[string, string] }

func (s *starter) Start(context.Context) error { return nil }

// writer takes bytes, and leaves them in its inbox.
type writer struct{ axon.Base[[]byte, []byte] }
