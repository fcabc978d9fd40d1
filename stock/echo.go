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
func (e *Echo) Start(context.Context) error {
	e.Inbox.HandleBy(e, echoes)
	e.Control.HandleBy(e, ends)
	return nil
}

// A server has an Echo for each connection, and these for all of them.
var (
	echoes = axon.NewHandler(func(ctx context.Context, m []byte) { echoOf(ctx).echo(ctx, m) })
	ends   = axon.NewHandler(func(ctx context.Context, s axon.Signal) { echoOf(ctx).obey(s) })
)

// echoOf also finds an Echo that is part of another component.
func echoOf(ctx context.Context) *Echo { return axon.Receiver(ctx).(interface{ self() *Echo }).self() }

func (e *Echo) self() *Echo { return e }

func (e *Echo) echo(ctx context.Context, m []byte) {
	if err := e.Outbox.Send(ctx, m); err != nil {
		e.End(err)
	}
}

func (e *Echo) obey(s axon.Signal) {
	if s == nil || s.Stop() == axon.Never {
		return
	}
	e.Inbox.After(func() {
		e.Signal.Send(context.WithoutCancel(e.Context()), s)
		e.End(nil)
	})
}
