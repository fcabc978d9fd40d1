package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A sink is a ToWriter that also notes what the client before it says on signal.
type sink struct {
	*stock.ToWriter
	// OnConnect is called once the client is connected, while it waits.
	OnConnect func()

	tap     axon.In[axon.Signal] // stands for the writer's control
	forward axon.Out[axon.Signal]

	mu        sync.Mutex
	connected bool
	err       error // the first that the client has reported
	unsent    int64 // bytes
}

func newSink(w io.Writer) (*sink, error) {
	s := &sink{ToWriter: stock.NewToWriter(w)}
	s.SetName("ToWriter")
	s.tap.Handle(s.note)
	_, err := axon.Link(&s.forward, &s.Control)
	return s, err
}

// Boxes puts the tap in the place of control.
func (s *sink) Boxes() axon.Boxes {
	boxes := slices.Clone(s.ToWriter.Boxes())
	for i := range boxes {
		if boxes[i].Name == "control" {
			boxes[i].Box = &s.tap
		}
	}
	return boxes
}

func (s *sink) note(ctx context.Context, m axon.Signal) {
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
	s.forward.Send(ctx, m)
}
