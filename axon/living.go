package axon

import (
	"context"
	"time"
)

// living is the context of a component: it ends when the component is told to stop,
// with the cause.
//
// The one of package context that this takes is made when somebody asks for more than
// whether it has ended. It needs more memory than most components, few of which wait.
type living struct{ being }

func (c *living) Deadline() (time.Time, bool) { return c.from.Deadline() }
func (c *living) Done() <-chan struct{}       { return (*Life)(c).std().Done() }

func (c *living) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch more := c.more; {
	case more == nil:
	case more.std != nil:
		return more.std.Err()
	case more.cause != nil:
		return context.Canceled
	}
	return c.from.Err()
}

func (c *living) Value(key any) any {
	switch key.(type) {
	case insideKey, Waking, Waiting:
		return c.from.Value(key)
	}
	return (*Life)(c).std().Value(key) // context.Cause asks for the context itself
}

// std returns the context of package context.
func (l *Life) std() context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	more := l.rest()
	switch {
	case more.std != nil:
	case more.cause != nil:
		more.std, more.cancel = context.WithCancelCause(context.WithoutCancel(l.from))
		more.cancel(more.cause)
	default:
		more.std, more.cancel = context.WithCancelCause(l.from)
	}
	return more.std
}

// cancel ends the context, unless it has ended.
func (l *Life) cancel(cause error) {
	if l.from.Err() != nil {
		return
	}
	l.mu.Lock()
	more := l.rest()
	if more.cause == nil {
		more.cause = cause
	}
	cancel := more.cancel
	l.mu.Unlock()
	if cancel != nil {
		cancel(cause)
	}
}
