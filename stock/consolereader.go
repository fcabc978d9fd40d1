package stock

import (
	"context"
	"io"
	"os"

	"github.com/threadedtcp/threadedtcp/axon"
)

// DefaultPrompt is Kamaelia's.
const DefaultPrompt = ">>> "

// A ConsoleReader shows a prompt and sends the line that a person types, with its
// newline, again and again. At the end of input it ends with ProducerFinished; a
// last line may lack the newline.
//
// An order to stop on control ends it at once, also while it waits for input,
// and is passed on; a line read before an order to stop Drained is delivered
// first. A read of a terminal cannot be interrupted: its goroutine is abandoned
// and ends with the next line, which is lost, as is what was read ahead.
type ConsoleReader struct {
	axon.Base[[]byte, []byte]

	// Prompt is shown before each line; "" means DefaultPrompt.
	Prompt string
	// NoPrompt shows none.
	NoPrompt bool
	// In is read; nil means os.Stdin. Out shows the prompt; nil means os.Stdout.
	In  io.Reader
	Out io.Writer
	// MaxLine bounds a line, in bytes; 0 means DefaultMaxLine. The error for a
	// longer one matches ErrLineTooLong.
	MaxLine int

	pump *pump
}

// NewConsoleReader returns a reader of the console.
func NewConsoleReader() *ConsoleReader { return new(ConsoleReader) }

// Launch is called by Activate.
func (c *ConsoleReader) Launch(ctx context.Context) bool {
	in := c.In
	if in == nil {
		in = os.Stdin
	}
	interrupt, undo := interrupter(in)
	c.pump = &pump{base: &c.Base, ctx: ctx, read: c.lines(in), interrupt: interrupt, close: func(err error) error {
		undo()
		return err
	}}
	c.pump.launch()
	return true
}

// Stopped is called by the kernel.
func (c *ConsoleReader) Stopped() { c.pump.stop(context.Cause(c.Context())) }

// lines returns a function that asks for a line.
func (c *ConsoleReader) lines(in io.Reader) func() ([]byte, error) {
	prompt, out := c.Prompt, c.Out
	if prompt == "" {
		prompt = DefaultPrompt
	}
	if c.NoPrompt {
		prompt = ""
	}
	if out == nil {
		out = os.Stdout
	}
	l := newLines(in, c.MaxLine)
	var buf []byte
	return func() (_ []byte, err error) {
		if prompt != "" {
			if _, err := io.WriteString(out, prompt); err != nil {
				return nil, err
			}
		}
		buf, err = l.appendTo(buf[:0])
		return buf, err
	}
}
