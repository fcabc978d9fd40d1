package selector

import (
	"context"
	"fmt"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Selector is a component that tells others when their descriptors are ready.
//
// Notify takes NewReader, NewWriter, NewExceptional and what removes them; they are
// in effect when Send returns. Control: a message that stops Drained withdraws its
// services, and it ends when nobody uses it; one that stops Now ends it at once,
// and who waits is sent a Notice with an error. Signal says an ErrorInformation for
// every message that cannot be obeyed, and ProducerFinished last.
//
// One that is activated without GetSelectorServices lives until it is told to end.
type Selector struct {
	axon.Life
	Notify  axon.In[any]
	Control axon.In[axon.Signal]
	Signal  axon.Out[axon.Signal]

	loop    *loop
	notices notices

	mu      sync.Mutex
	tracker *axon.Tracker // where it is offered
	users   int
	counted bool // it ends with its last user
	order   axon.Signal
}

// New returns a Selector that nobody uses yet.
func New() *Selector { return new(Selector) }

// Boxes lists the boxes by their names in Kamaelia.
func (s *Selector) Boxes() axon.Boxes {
	return axon.Boxes{
		{Name: "notify", Box: &s.Notify},
		{Name: "control", Box: &s.Control},
		{Name: "signal", Box: &s.Signal},
	}
}

// Prepare is called by axon.Activate.
func (s *Selector) Prepare(context.Context) error {
	p, err := open()
	if err != nil {
		return err
	}
	s.loop = newLoop(p, s.notices.check)
	s.notices.loop, s.notices.open = s.loop, map[int]*registered{}
	s.loop.whenEmpty(s.endIfUnused)
	s.Notify.Handle(func(_ context.Context, m any) { s.obey(m) })
	s.Control.Handle(func(_ context.Context, m axon.Signal) { s.receive(m) })
	return nil
}

// Run is called by axon.Activate.
func (s *Selector) Run(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() {
		s.withdraw()
		s.end()
	})()
	s.loop.close()
	s.withdraw()
	return nil
}

// Watch lets a loop drive a Watcher, which costs no message; the connections of
// package internet are driven so.
func (s *Selector) Watch(fd int, w stream.Watcher) (stream.Watch, error) { return s.loop.Watch(fd, w) }

func (s *Selector) obey(m any) {
	var err error
	switch m := m.(type) {
	case NewReader:
		err = s.register(Readable, m.Component, m.Inbox, m.Descriptor)
	case NewWriter:
		err = s.register(Writable, m.Component, m.Inbox, m.Descriptor)
	case NewExceptional:
		err = s.register(Exceptional, m.Component, m.Inbox, m.Descriptor)
	case RemoveReader:
		s.notices.remove(Readable, m.Descriptor)
	case RemoveWriter:
		s.notices.remove(Writable, m.Descriptor)
	case RemoveExceptional:
		s.notices.remove(Exceptional, m.Descriptor)
	default:
		err = fmt.Errorf("notify: %w: a %T is no message for a selector", axon.ErrWrongType, m)
	}
	if err != nil {
		s.Signal.Send(context.Background(), axon.ErrorInformation{Caller: s.Name(), Err: err, Data: m})
	}
}

// register tells the owner, too, what can not be watched.
func (s *Selector) register(kind Readiness, c axon.Component, inbox string, fd int) error {
	if c == nil {
		return fmt.Errorf("notify: no component to tell: %w", axon.ErrNoSuchComponent)
	}
	box, err := c.Boxes().Inbox(inbox)
	if err != nil {
		return err
	}
	if err := s.notices.register(kind, box, fd); err != nil {
		tell(context.Background(), box, Notice{Descriptor: fd, Ready: kind, Err: err})
		return err
	}
	return nil
}

func (s *Selector) receive(m axon.Signal) {
	if m == nil || m.Stop() == axon.Never {
		return
	}
	s.withdraw()
	s.mu.Lock()
	s.order = m
	s.mu.Unlock()
	if m.Stop() == axon.Now {
		s.end()
		return
	}
	s.endIfUnused()
}

func (s *Selector) end() { s.loop.do(func() { s.loop.end(ErrSelectorEnded) }) }

// endIfUnused ends a Selector that has been told to, once it may.
func (s *Selector) endIfUnused() {
	s.mu.Lock()
	last := s.order != nil && s.users == 0
	s.mu.Unlock()
	if !last {
		return
	}
	if s.notices.closeIdle(); s.loop.isEmpty() {
		s.end()
	}
}
