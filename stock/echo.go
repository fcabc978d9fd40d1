package stock

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
)

// An Echo sends every message of its inbox to its outbox, on the goroutine of
// whoever sends: it has none of its own.
//
// It is Kamaelia's EchoProtocol. A message on control that asks to stop, in
// either way, ends it once everything delivered before has been echoed, and is
// passed on as its terminal message. While its receiver is full, sender and order
// wait; Handle.Stop does not. A message that cannot be echoed, because the
// receiver has ended (axon.ErrEnded) or the sender has given up, ends it with
// that error: an echo with a gap would be a lie.
type Echo struct {
	axon.Base[[]byte, []byte]
}

// NewEcho returns an Echo.
func NewEcho() *Echo { return new(Echo) }

// Start is called by Activate.
func (e *Echo) Start(ctx context.Context) error {
	e.Inbox.Handle(func(ctx context.Context, m []byte) {
		if err := e.Outbox.Send(ctx, m); err != nil {
			e.End(err)
		}
	})
	e.Control.Handle(func(_ context.Context, s axon.Signal) {
		if s == nil || s.Stop() == axon.Never {
			return
		}
		e.Inbox.After(func() {
			e.Signal.Send(context.WithoutCancel(ctx), s)
			e.End(nil)
		})
	})
	return nil
}
