package stock

import (
	"context"
	"errors"

	"github.com/threadedtcp/threadedtcp/axon"
)

// An order is why a context ended that obey has made.
type order struct{ signal axon.Signal }

func (order) Error() string { return "told to stop by control" }

// orders are the contexts of a component that obeys its control: drained ends
// with the first order to stop, now with the first to stop Now.
type orders struct {
	drained, now context.Context
	release      func()
}

// obey makes control direct, so that an order is heard wherever the component
// waits. when says what a message asks for. The caller calls release.
func obey(ctx context.Context, control *axon.In[axon.Signal], when func(axon.Signal) axon.When) orders {
	now, endNow := context.WithCancelCause(ctx)
	drained, endDrained := context.WithCancelCause(now)
	control.Handle(func(_ context.Context, s axon.Signal) {
		if s == nil {
			return
		}
		switch when(s) {
		case axon.Drained:
			endDrained(order{s})
		case axon.Now:
			endNow(order{s})
		}
	})
	return orders{drained, now, func() { endNow(nil) }}
}

// shutdownOnly is the rule of Kamaelia's file readers: ProducerFinished is
// ignored.
func shutdownOnly(s axon.Signal) axon.When {
	switch s.(type) {
	case axon.ShutdownMicroprocess, axon.ServerShutdown:
		return axon.Now
	}
	return axon.Never
}

// lastWord passes on the order that made err, and returns every other error.
func lastWord(ctx context.Context, signal *axon.Out[axon.Signal], err error) error {
	var o order
	if !errors.As(err, &o) {
		return err
	}
	signal.Send(context.WithoutCancel(ctx), o.signal)
	return nil
}

// consume is the main loop of a sink: use gets every message until an order comes,
// then those that have been delivered before it, whatever the order.
func consume[I, O any](ctx context.Context, b *axon.Base[I, O], use func(now context.Context, m I) error) error {
	o := obey(ctx, &b.Control, axon.Signal.Stop)
	defer o.release()
	_, err := b.Each(o.drained, func(m I) error {
		if err := use(o.now, m); err != nil {
			return err
		}
		return context.Cause(o.drained)
	})
	if errors.As(err, &order{}) {
		if err := b.Rest(func(m I) error { return use(o.now, m) }); err != nil {
			return err
		}
	}
	return lastWord(ctx, &b.Signal, err)
}
