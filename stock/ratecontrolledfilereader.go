package stock

import (
	"context"
	"io"
	"io/fs"
	"os"
	"strconv"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/because"
)

// A ReadMode says what a file is made of.
type ReadMode int

const (
	// Bytes reads chunks of bytes.
	Bytes ReadMode = iota
	// Lines reads chunks of whole lines; rates and sizes count lines.
	Lines
)

// A RateControlledFileReader sends a file in chunks, at a rate, and ends with
// ProducerFinished at once after the last, which may be short.
//
// The first chunk is due at once. Chunks that are late, because the receiver was
// full, follow each other until the reader has caught up. An error, such as
// fs.ErrNotExist or ErrBadOptions, goes out at signal before ProducerFinished.
//
// As in Kamaelia, ShutdownMicroprocess (or ServerShutdown) on control ends it at
// once and is passed on; ProducerFinished is ignored. The file is always closed.
// A read that waits, of a pipe say, is interrupted where the file has read
// deadlines; opening a named pipe that nobody writes to is not.
type RateControlledFileReader struct {
	axon.Base[[]byte, []byte]

	// ReadMode is Bytes or Lines. A chunk of lines is one message; set
	// ChunkSize to 1 for one line a message.
	ReadMode ReadMode
	// Rate is in bytes or lines a second; 0 means DefaultRate.
	Rate int
	// ChunkSize is in bytes or lines. ChunkRate is in chunks a second, and
	// carries fractions of a byte over. At most one may be set; with none, a
	// chunk is a 1000th of the rate, but at least 1.
	ChunkSize, ChunkRate int
	// MaxLine bounds a line, in bytes; 0 means DefaultMaxLine.
	MaxLine int
	// FS is where the file is; nil means the operating system.
	FS fs.FS

	filename string
}

// NewRateControlledFileReader returns a reader of the file, which it opens when
// it is activated.
func NewRateControlledFileReader(filename string) *RateControlledFileReader {
	return &RateControlledFileReader{filename: filename}
}

// Run is called by Activate.
func (c *RateControlledFileReader) Run(ctx context.Context) error {
	o := obey(ctx, &c.Control, shutdownOnly)
	defer o.release()
	return lastWord(ctx, &c.Signal, c.send(o.now))
}

func (c *RateControlledFileReader) send(ctx context.Context) error {
	unpaced := unpacedChunk
	if c.ReadMode == Lines {
		unpaced = unpacedLines
	}
	p, err := newPace(c.Rate, c.ChunkSize, c.ChunkRate, unpaced)
	if err != nil {
		return err
	}
	if c.ReadMode != Bytes && c.ReadMode != Lines {
		return bad("read mode " + strconv.Itoa(int(c.ReadMode)))
	}
	f, err := c.open()
	if err != nil {
		return err
	}
	defer f.Close()
	defer interrupted(ctx, f)()
	next := c.chunks(f)
	for {
		size, due := p.next()
		m, err := next(size)
		if len(m) > 0 {
			if err := p.wait(ctx, due); err != nil {
				return err
			}
			if err := c.Outbox.Send(ctx, m); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return because.Of("read "+c.filename, err)
		}
	}
}

func (c *RateControlledFileReader) open() (fs.File, error) {
	if c.FS != nil {
		return c.FS.Open(c.filename)
	}
	return os.Open(c.filename)
}

// chunks returns a function that reads so many bytes or lines, into a buffer that
// it uses again. At the end it returns what there is with io.EOF.
func (c *RateControlledFileReader) chunks(f io.Reader) func(size int) ([]byte, error) {
	var buf []byte
	if c.ReadMode == Bytes {
		return func(size int) ([]byte, error) {
			if size > cap(buf) {
				buf = make([]byte, size)
			}
			n, err := io.ReadFull(f, buf[:size])
			if err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			return buf[:n], err
		}
	}
	l := newLines(f, c.MaxLine)
	return func(size int) (_ []byte, err error) {
		buf = buf[:0]
		for i := 0; i < size && err == nil; i++ {
			buf, err = l.appendTo(buf)
		}
		return buf, err
	}
}
