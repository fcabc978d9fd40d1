package stock

import (
	"context"
	"io"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A ToWriter writes every message to an io.Writer, one Write a message.
//
// Any order to stop ends it, also one to stop Now, once all that was delivered
// before has been written; the order is passed on. An error of the writer, or
// io.ErrShortWrite, ends it and goes out at signal. A Write that waits when the
// component is stopped by its Handle is interrupted by Interrupt, or by the
// writer's own SetWriteDeadline, and else waited for.
type ToWriter struct {
	axon.Base[[]byte, []byte]

	// CloseWriter closes the writer in the end, if it is an io.Closer; its error
	// is the component's.
	CloseWriter bool
	// Interrupt makes a Write that waits return. It is called at most once.
	Interrupt func()

	w io.Writer
}

// NewToWriter returns a component that writes to w.
func NewToWriter(w io.Writer) *ToWriter { return &ToWriter{w: w} }

// Run is called by Activate.
func (c *ToWriter) Run(ctx context.Context) (err error) {
	if c.CloseWriter {
		if closer, ok := c.w.(io.Closer); ok {
			defer func() {
				if e := closer.Close(); err == nil {
					err = e
				}
			}()
		}
	}
	defer c.interrupted(ctx)()
	return consume(ctx, &c.Base, func(_ context.Context, m []byte) error {
		err := writeAll(c.w, m)
		if err != nil && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	})
}

// interrupted makes a write return when ctx ends.
func (c *ToWriter) interrupted(ctx context.Context) (release func()) {
	interrupt, undo := c.Interrupt, func() {}
	if d, ok := c.w.(interface{ SetWriteDeadline(time.Time) error }); ok && interrupt == nil {
		interrupt = func() { d.SetWriteDeadline(aLongTimeAgo) }
		undo = func() { d.SetWriteDeadline(time.Time{}) }
	}
	if interrupt == nil {
		return undo
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		interrupt()
		close(done)
	})
	return func() {
		if !stop() {
			<-done
			undo()
		}
	}
}

func writeAll(w io.Writer, m []byte) error {
	n, err := w.Write(m)
	if err == nil && n < len(m) {
		err = io.ErrShortWrite
	}
	return err
}
