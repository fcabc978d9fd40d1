package main

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A sink writes what it gets on the goroutine of whoever sends, and notes what the client
// before it says. A message that asks to stop, in either way, ends it once all before that
// is written, and is passed on.
type sink struct {
	axon.Base[[]byte, []byte]
	// OnConnect is called once the client is connected, while it waits.
	OnConnect func()

	w io.Writer

	mu        sync.Mutex
	connected bool
	err       error // the first that the client has reported
	unsent    int64 // bytes
}

// newSink returns a sink that pictures call ToWriter, after the component of package stock.
func newSink(w io.Writer) *sink {
	s := &sink{w: w}
	s.SetName("ToWriter")
	return s
}

// Start is called by axon.Activate.
func (s *sink) Start(ctx context.Context) error {
	s.Inbox.Handle(func(_ context.Context, m []byte) {
		n, err := s.w.Write(m)
		if err == nil && n < len(m) {
			err = io.ErrShortWrite
		}
		if err != nil {
			s.End(err)
		}
	})
	s.Control.Handle(func(_ context.Context, m axon.Signal) {
		s.note(m)
		if m == nil || m.Stop() == axon.Never {
			return
		}
		s.Inbox.After(func() {
			s.Signal.Send(context.WithoutCancel(ctx), m)
			s.End(nil)
		})
	})
	return nil
}

func (s *sink) note(m axon.Signal) {
	s.mu.Lock()
	switch m := m.(type) {
	case axon.Status:
		s.connected = m.Text == connected // or a client that is new
	case axon.ErrorInformation:
		if lost, ok := errors.AsType[*threaded.UnsentError](m.Err); ok {
			s.unsent += lost.Bytes
		} else if s.err == nil {
			s.err = m.Err
		}
	}
	first := s.connected && s.OnConnect != nil
	call := s.OnConnect
	if first {
		s.OnConnect = nil
	}
	s.mu.Unlock()
	if first {
		call()
	}
}
