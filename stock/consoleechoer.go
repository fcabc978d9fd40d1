package stock

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A ConsoleEchoer writes each message to the console, its bytes as they are.
//
// Any order to stop ends it, also one to stop Now, once all that was delivered
// before has been written; the order is passed on. News on control is passed
// over. After an order to stop Now it forwards only what the receiver has space
// for. An error of the writer ends it and goes out at signal.
type ConsoleEchoer struct {
	axon.Base[[]byte, []byte]

	// Out is where it writes; nil means os.Stdout. A Write that waits is waited
	// for.
	Out io.Writer
	// Forward sends each message on, unchanged, after it was written.
	Forward bool
	// Tag is written before each message.
	Tag string
}

// NewConsoleEchoer returns an echoer to the console.
func NewConsoleEchoer() *ConsoleEchoer { return new(ConsoleEchoer) }

// Run is called by Activate.
func (c *ConsoleEchoer) Run(ctx context.Context) error {
	out := c.Out
	if out == nil {
		out = os.Stdout
	}
	var buf []byte
	return consume(ctx, &c.Base, func(now context.Context, m []byte) error {
		text := m
		if c.Tag != "" {
			buf = append(append(buf[:0], c.Tag...), m...)
			text = buf
		}
		if err := writeAll(out, text); err != nil {
			return err
		}
		if !c.Forward {
			return nil
		}
		err := c.Outbox.Send(now, m)
		if errors.As(err, &order{}) {
			return nil
		}
		return err
	})
}
