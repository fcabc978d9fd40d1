package stock

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A Writer is an io.WriteCloser into a component. Its methods may be called by any
// goroutine; the bytes of one Write stay together.
type Writer struct {
	out      axon.Out[[]byte]
	control  axon.Out[axon.Signal]
	deadline deadline
	mu       sync.Mutex // held during a Write
	links    axon.Postoffice
}

// NewWriter links a new Writer to the inbox and control of c. c must have both, of
// []byte and of Signal; it may be activated before or after.
//
// The error matches axon.ErrNoSuchBox or axon.ErrWrongType.
func NewWriter(c axon.Component) (*Writer, error) {
	in, err := axon.InboxOf[[]byte](c, "inbox")
	if err != nil {
		return nil, err
	}
	control, err := axon.InboxOf[axon.Signal](c, "control")
	if err != nil {
		return nil, err
	}
	w := new(Writer)
	if _, err := w.links.Link(&w.out, in); err != nil {
		return nil, err
	}
	if _, err := w.links.Link(&w.control, control); err != nil {
		w.links.UnlinkAll()
		return nil, err
	}
	return w, nil
}

// Write sends p in messages of at most DefaultBufferSize bytes, and waits while the
// component has no space.
//
// When it fails, n bytes have been delivered. The error matches axon.ErrEnded
// when the component has ended, and is io.ErrClosedPipe after Close and
// os.ErrDeadlineExceeded after a deadline.
func (w *Writer) Write(p []byte) (n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for first := true; first || n < len(p); first = false {
		until := w.deadline.context()
		if err := until.Err(); err != nil {
			return n, err
		}
		if len(p) == 0 {
			return 0, nil
		}
		m := p[n:min(len(p), n+DefaultBufferSize)]
		if err := w.out.Send(until, m); err != nil {
			if until.Err() != nil && errors.Is(err, until.Err()) {
				err = until.Err()
			}
			return n, err
		}
		n += len(m)
	}
	return n, nil
}

// SetWriteDeadline makes Write fail at a time, also one that waits; the zero time
// means never. The error is io.ErrClosedPipe after Close.
func (w *Writer) SetWriteDeadline(t time.Time) error { return w.deadline.set(t) }

// Close ends every Write and sends ProducerFinished to the component's control,
// behind what has been written. A second Close has no effect.
func (w *Writer) Close() error {
	return w.close(axon.ProducerFinished{Caller: "Writer"})
}

// CloseWithError is Close that sends the error, as ErrorInformation, and then
// ShutdownMicroprocess. Without an error it is Close.
func (w *Writer) CloseWithError(err error) error {
	if err == nil {
		return w.Close()
	}
	return w.close(axon.ErrorInformation{Caller: "Writer", Err: err},
		axon.ShutdownMicroprocess{Caller: "Writer"})
}

func (w *Writer) close(words ...axon.Signal) error {
	if !w.deadline.end(io.ErrClosedPipe) {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range words {
		if err := w.tell(s); err != nil {
			return err
		}
	}
	return nil
}

// tell sends to control; that the component has ended already is no error.
func (w *Writer) tell(s axon.Signal) error {
	err := w.control.Send(context.Background(), s)
	if errors.Is(err, axon.ErrEnded) {
		return nil
	}
	return err
}
