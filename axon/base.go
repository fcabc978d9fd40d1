package axon

import "context"

// Base is what most components embed: the four boxes that every component of
// Kamaelia has, and a Life.
type Base[I, O any] struct {
	Life
	Inbox   In[I]
	Control In[Signal]
	Outbox  Out[O]
	Signal  Out[Signal]
}

// Boxes lists inbox, control, outbox and signal.
func (b *Base[I, O]) Boxes() Boxes {
	return Boxes{
		{"inbox", &b.Inbox},
		{"control", &b.Control},
		{"outbox", &b.Outbox},
		{"signal", &b.Signal},
	}
}

// Each is the main loop of a queued component: it calls f for every message of
// inbox until a message on control says to stop, and returns that.
//
// When that asks to stop Drained, f has seen all that had arrived before; when it
// asks to stop Now, the rest is left, see Rest. News that asks for nothing is
// passed over. The error is that of f, or the cause of the end of ctx.
func (b *Base[I, O]) Each(ctx context.Context, f func(I) error) (Signal, error) {
	var some [batch]I
	for {
		sig, err := b.stopSignal()
		if err != nil || sig != nil && sig.Stop() == Now {
			return sig, err
		}
		if sig != nil {
			return sig, b.Rest(f)
		}
		n := b.Inbox.take(some[:])
		for i := range n {
			if err := f(some[i]); err != nil {
				b.Inbox.unget(some[i+1 : n])
				return nil, err
			}
		}
		if n > 0 {
			continue
		}
		select {
		case <-b.Inbox.Ready():
		case <-b.Control.Ready():
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Rest calls f for what waits at inbox now. Sinks use it on every kind of stop,
// so that what was delivered to them is used.
func (b *Base[I, O]) Rest(f func(I) error) error {
	for n := b.Inbox.Len(); n > 0; n-- {
		m, err := b.Inbox.TryRecv()
		if err == ErrBoxEmpty {
			return nil
		}
		if err == nil {
			err = f(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stopSignal returns the next message on control that asks to stop, or nil.
func (b *Base[I, O]) stopSignal() (Signal, error) {
	for {
		sig, err := b.Control.TryRecv()
		switch {
		case err == ErrBoxEmpty:
			return nil, nil
		case err != nil:
			return nil, err
		case sig != nil && sig.Stop() != Never:
			return sig, nil
		}
	}
}
