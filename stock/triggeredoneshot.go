package stock

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A TriggeredOneShot waits for a message of any type at its inbox, then sends one
// of its own and ends with ProducerFinished.
//
// An order to stop that comes first ends it without sending, and is passed on. A
// trigger that was delivered before an order to stop Drained counts.
type TriggeredOneShot[T any] struct {
	axon.Base[any, T]
	msg T
}

// NewTriggeredOneShot returns a component that sends msg when triggered. Bytes
// are not copied: do not change them until it has ended.
func NewTriggeredOneShot[T any](msg T) *TriggeredOneShot[T] {
	return &TriggeredOneShot[T]{msg: msg}
}

// Run is called by Activate.
func (c *TriggeredOneShot[T]) Run(ctx context.Context) error {
	o := obey(ctx, &c.Control, axon.Signal.Stop)
	defer o.release()
	_, err := c.Inbox.Recv(o.drained)
	if err != nil { // the trigger may have come just before the order
		if _, late := c.Inbox.TryRecv(); late == nil {
			err = nil
		}
	}
	if now := context.Cause(o.now); now != nil {
		err = now
	}
	if err == nil {
		err = c.Outbox.Send(o.now, c.msg)
	}
	return lastWord(ctx, &c.Signal, err)
}
