package stock

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A Reader is an io.ReadCloser of what a component sends. Its methods may be
// called by any goroutine.
//
// The component waits while nobody reads, once the Reader holds 64 messages or
// 256 KiB.
type Reader struct {
	sink     sink
	deadline deadline
	left     chan struct{} // closed when the component has ended

	mu       sync.Mutex
	rest     []byte      // of the latest message, valid until the next is taken
	news     axon.Signal // that came after every message before the present one
	end      error
	reported bool // an error of the component was returned
}

// A sink owns the boxes that a Reader reads: when it ends, senders get ErrEnded.
type sink struct{ axon.Base[[]byte, []byte] }

func (*sink) Start(context.Context) error { return nil }

// NewReader links the outbox and signal of c to a new Reader. c must have both, of
// []byte and of Signal, and should not be activated yet: what it sent before is
// gone.
//
// The error matches axon.ErrNoSuchBox, axon.ErrWrongType or
// axon.ErrAlreadyLinked.
func NewReader(c axon.Component) (*Reader, error) {
	out, err := axon.OutboxOf[[]byte](c, "outbox")
	if err != nil {
		return nil, err
	}
	signal, err := axon.OutboxOf[axon.Signal](c, "signal")
	if err != nil {
		return nil, err
	}
	r := &Reader{left: make(chan struct{})}
	r.sink.SetName("Reader")
	if _, err := axon.Activate(context.Background(), &r.sink); err != nil {
		return nil, err
	}
	link, err := axon.Link(out, &r.sink.Inbox)
	if err == nil {
		if _, err = axon.Link(signal, &r.sink.Control); err != nil {
			link.Unlink()
		}
	}
	if err != nil {
		r.sink.End(nil)
		return nil, err
	}
	if l, ok := c.(interface{ OnEnd(func()) }); ok {
		l.OnEnd(func() { close(r.left) })
	}
	return r, nil
}

// Read waits for bytes. A message that is larger than p is kept for the next Read.
//
// The error of the component, an axon.ErrorInformation, or the reason of a
// SocketShutdown that is a net.Error, is returned once, after the bytes sent
// before it. io.EOF follows the component's stop signal; axon.ErrEnded means
// that it ended before it was linked. After Close the error is io.ErrClosedPipe,
// and after a deadline os.ErrDeadlineExceeded.
func (r *Reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		wait := r.deadline.context()
		if err := wait.Err(); err != nil {
			return 0, err
		}
		if len(p) == 0 {
			return 0, nil
		}
		if len(r.rest) == 0 && r.end == nil {
			r.rest, _ = r.sink.Inbox.TryRecv()
		}
		if n := copy(p, r.rest); n > 0 {
			r.rest = r.rest[n:]
			return n, nil
		}
		if r.end == nil && !r.hear() {
			r.wait(wait)
			continue
		}
		if err := r.verdict(); err != nil {
			return 0, err
		}
	}
}

// hear takes news and reports whether to act on it: messages that came before it
// have all been read. It needs the mutex, and an inbox seen empty after the news.
func (r *Reader) hear() bool {
	if r.news != nil {
		return r.sink.Inbox.Len() == 0
	}
	gone := false
	select {
	case <-r.left:
		gone = true
	default:
	}
	news, err := r.sink.Control.TryRecv()
	switch {
	case err == nil:
		r.news = news
		return news != nil && r.sink.Inbox.Len() == 0
	case gone && r.sink.Inbox.Len() == 0:
		r.end = axon.ErrEnded
		return true
	}
	return false
}

// verdict turns news into an error, nil for news that Read passes over.
func (r *Reader) verdict() error {
	news := r.news
	r.news = nil
	switch s := news.(type) {
	case nil:
		return r.end
	case axon.ErrorInformation:
		r.reported = true
		return s
	case axon.SocketShutdown:
		r.end = io.EOF
		if e := net.Error(nil); !r.reported && errors.As(s.HowDied, &e) {
			return s.HowDied
		}
		return io.EOF
	}
	if news.Stop() == axon.Never {
		return nil
	}
	r.end = io.EOF
	return io.EOF
}

// wait waits until there may be something to read.
func (r *Reader) wait(until *turn) {
	left := r.left
	if r.news != nil {
		left = nil
	}
	select {
	case <-r.sink.Inbox.Ready():
	case <-r.sink.Control.Ready():
	case <-left:
	case <-until.Done():
	}
}

// SetReadDeadline makes Read fail at a time, also one that waits; the zero time
// means never. The error is io.ErrClosedPipe after Close.
func (r *Reader) SetReadDeadline(t time.Time) error { return r.deadline.set(t) }

// Close ends every Read, and what the component sends from now on is refused
// with axon.ErrEnded. It does not tell the component to stop.
func (r *Reader) Close() error {
	if r.deadline.end(io.ErrClosedPipe) {
		r.sink.End(nil)
	}
	return nil
}
