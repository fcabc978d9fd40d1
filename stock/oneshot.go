package stock

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A OneShot sends one message and ends with ProducerFinished.
//
// It waits for space at its receiver; an order to stop Now ends the wait, and
// the message is not sent.
type OneShot[T any] struct {
	axon.Base[T, T]
	msg T
}

// NewOneShot returns a component that sends msg. Bytes are not copied: do not
// change them until it has ended.
func NewOneShot[T any](msg T) *OneShot[T] { return &OneShot[T]{msg: msg} }

// Run is called by Activate.
func (c *OneShot[T]) Run(ctx context.Context) error {
	o := obey(ctx, &c.Control, axon.Signal.Stop)
	defer o.release()
	return lastWord(ctx, &c.Signal, c.Outbox.Send(o.now, c.msg))
}
