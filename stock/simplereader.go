package stock

import (
	"context"
	"io"
	"os"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/because"
)

// A SimpleReader sends a file line by line, each with its newline, as fast as its
// receiver takes them, and ends with ProducerFinished. The last line may lack
// the newline.
//
// As in Kamaelia, only ShutdownMicroprocess (or ServerShutdown) on control ends
// it early, at once, and is passed on. An error goes out at signal before
// ProducerFinished; that for a line over MaxLine matches ErrLineTooLong.
type SimpleReader struct {
	axon.Base[[]byte, []byte]

	// Open opens what to read; nil means the file. It is closed in the end.
	Open func() (io.ReadCloser, error)
	// MaxLine bounds a line, in bytes; 0 means DefaultMaxLine.
	MaxLine int

	filename string
}

// NewSimpleReader returns a reader of the file, which it opens when it is
// activated.
func NewSimpleReader(filename string) *SimpleReader {
	return &SimpleReader{filename: filename}
}

// Run is called by Activate.
func (c *SimpleReader) Run(ctx context.Context) error {
	o := obey(ctx, &c.Control, shutdownOnly)
	defer o.release()
	return lastWord(ctx, &c.Signal, c.send(o.now))
}

func (c *SimpleReader) send(ctx context.Context) error {
	open := c.Open
	if open == nil {
		open = func() (io.ReadCloser, error) { return os.Open(c.filename) }
	}
	f, err := open()
	if err != nil {
		return err
	}
	defer f.Close()
	defer interrupted(ctx, f)()
	l := newLines(f, c.MaxLine)
	var buf []byte
	for {
		buf, err = l.appendTo(buf[:0])
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if len(buf) > 0 {
			if err := c.Outbox.Send(ctx, buf); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return because.Of("read "+c.filename, err)
		}
	}
}
