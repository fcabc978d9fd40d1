package conformance

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A part is a component whose main routine is the test's. Without one it keeps
// what comes until it is asked to stop.
type part struct {
	axon.Base[string, string]
	main func(ctx context.Context, p *part) error
	seen []string    // of inbox
	sig  axon.Signal // that ended it
}

func newPart(name string, main func(ctx context.Context, p *part) error) *part {
	p := &part{main: main}
	p.SetName(name)
	return p
}

func (p *part) Run(ctx context.Context) (err error) {
	if p.main != nil {
		return p.main(ctx, p)
	}
	p.sig, err = p.Each(ctx, func(m string) error { p.seen = append(p.seen, m); return nil })
	return err
}

// relay hands messages on with its name added, and signals too.
func relay(ctx context.Context, p *part) error {
	sig, err := p.Each(ctx, func(m string) error { return p.Outbox.Send(ctx, m+p.Name()) })
	if sig != nil {
		p.Signal.Send(ctx, sig)
	}
	return err
}

// idle does nothing until its context ends.
func idle(ctx context.Context, _ *part) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// until returns a main routine that ends when the channel closes.
func until(gate <-chan struct{}) func(context.Context, *part) error {
	return func(ctx context.Context, _ *part) error {
		select {
		case <-gate:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// start activates c, and ends it with the test.
func start(t *testing.T, c axon.Component) *axon.Handle {
	t.Helper()
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { h.Stop() })
	return h
}

func link[T any](t *testing.T, from *axon.Out[T], to *axon.In[T]) *axon.Linkage {
	t.Helper()
	return linked(t, from, to)
}

func passIn[T any](t *testing.T, outer, inner *axon.In[T]) *axon.Linkage {
	t.Helper()
	return linked(t, outer, inner)
}

func passOut[T any](t *testing.T, inner, outer *axon.Out[T]) *axon.Linkage {
	t.Helper()
	return linked(t, inner, outer)
}

func linked(t *testing.T, from, to axon.Box) *axon.Linkage {
	t.Helper()
	l, err := axon.LinkBoxes(from, to)
	require.NoError(t, err)
	return l
}

// send sends without waiting.
func send[T any](t *testing.T, out *axon.Out[T], messages ...T) {
	t.Helper()
	for _, m := range messages {
		require.NoError(t, out.TrySend(m))
	}
}

// fills sends until the box is full, and checks how many fit.
func fills(t *testing.T, out *axon.Out[string], want int) {
	t.Helper()
	for n := range want {
		require.NoError(t, out.TrySend("fill"), "message %d of %d", n+1, want)
	}
	full(t, out)
}

func full(t *testing.T, out *axon.Out[string]) {
	t.Helper()
	require.ErrorIs(t, out.TrySend("too many"), axon.ErrNoSpaceInBox)
}

// got takes all that waits and compares.
func got[T any](t *testing.T, in *axon.In[T], want ...T) {
	t.Helper()
	require.Equal(t, want, rest(t, in))
}

func rest[T any](t *testing.T, in *axon.In[T]) (all []T) {
	t.Helper()
	for {
		m, err := in.TryRecv()
		if err == axon.ErrBoxEmpty || err == axon.ErrEnded {
			return all
		}
		require.NoError(t, err)
		all = append(all, m)
	}
}

// rang reports whether there is something in the channel, now that everyone waits.
func rang(c <-chan struct{}) bool {
	synctest.Wait()
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// ended reports whether the component has ended, now that everyone waits.
func ended(h *axon.Handle) bool {
	synctest.Wait()
	select {
	case <-h.Done():
		return true
	default:
		return false
	}
}

// goes runs f on a goroutine, and returns a channel that closes when it is done.
func goes(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

// terminals returns those among signals that ask to stop.
func terminals(signals []axon.Signal) (found []axon.Signal) {
	for _, s := range signals {
		if s.Stop() != axon.Never {
			found = append(found, s)
		}
	}
	return found
}
