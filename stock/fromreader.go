package stock

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/because"
)

// DefaultBufferSize is the largest message of FromReader and of a Writer, in
// bytes, where no option says otherwise.
const DefaultBufferSize = 32 << 10

// A FromReader sends what an io.Reader gives, one message a Read, and ends with
// ProducerFinished at io.EOF.
//
// Any order to stop on control ends it and is passed on; what was read before an
// order to stop Drained is delivered first. An error of the reader goes out at
// signal before ProducerFinished.
//
// A Read under way at the end is interrupted by Interrupt, or by the reader's own
// SetReadDeadline if it works. Failing that, it is abandoned: a goroutine stays
// until it returns, and what it then returns is lost.
type FromReader struct {
	axon.Base[[]byte, []byte]

	// BufferSize is the size of the reads, in bytes; 0 means DefaultBufferSize.
	BufferSize int
	// CloseReader closes the reader in the end, if it is an io.Closer, even when a
	// Read was abandoned.
	CloseReader bool
	// Interrupt makes a Read that waits return, and every later one fail. It is
	// called at most once.
	Interrupt func()

	r    io.Reader
	pump *pump
}

// NewFromReader returns a component that reads r.
func NewFromReader(r io.Reader) *FromReader { return &FromReader{r: r} }

// Launch is called by Activate.
func (c *FromReader) Launch(ctx context.Context) bool {
	interrupt, undo := interrupter(c.r)
	if c.Interrupt != nil {
		interrupt = func() bool { c.Interrupt(); return true }
	}
	c.pump = &pump{base: &c.Base, ctx: ctx, read: c.reads(), interrupt: interrupt, close: func(err error) error {
		undo()
		if closer, ok := c.r.(io.Closer); ok && c.CloseReader {
			if e := closer.Close(); err == io.EOF && e != nil {
				return e
			}
		}
		return err
	}}
	c.pump.launch()
	return true
}

// Stopped is called by the kernel.
func (c *FromReader) Stopped() { c.pump.stop(context.Cause(c.Context())) }

// maxEmptyReads is how many reads without a byte and without an error follow each
// other before the reader counts as broken, as in package bufio.
const maxEmptyReads = 100

// reads returns a function that reads into a buffer which it uses again.
func (c *FromReader) reads() func() ([]byte, error) {
	size := c.BufferSize
	if size <= 0 {
		size = DefaultBufferSize
	}
	var buf []byte
	return func() ([]byte, error) {
		if buf == nil {
			buf = make([]byte, size) // here, where nobody waits for it
		}
		for range maxEmptyReads {
			n, err := c.r.Read(buf)
			if n < 0 || n > len(buf) {
				return nil, errors.New("read of " + because.TypeOf(c.r) + ": " + strconv.Itoa(n) + " bytes into " + strconv.Itoa(len(buf)))
			}
			if n > 0 || err != nil {
				return buf[:n], err
			}
		}
		return nil, io.ErrNoProgress
	}
}
