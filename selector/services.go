package selector

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
)

// The services of a Selector: its boxes notify and control.
const (
	Service         = "selector"
	ShutdownService = "selectorshutdown"
)

// finding is held while a Selector is found, made or given up, so that nobody finds
// one that is about to end.
var finding sync.Mutex

// GetSelectorServices finds the Selector that a tracker offers, or makes one, offers
// it and activates it. The caller is its user until it calls Release; a Selector
// that was made so ends with its last user.
//
// The error matches errors.ErrUnsupported without the tag selector.
func GetSelectorServices(tracker *axon.Tracker) (*Selector, error) {
	finding.Lock()
	defer finding.Unlock()
	c, _, err := tracker.Retrieve(Service)
	if err == nil {
		s, ok := c.(*Selector)
		if !ok {
			return nil, fmt.Errorf("service %q: %w: it is a %T", Service, axon.ErrWrongType, c)
		}
		s.join()
		return s, nil
	}
	s := New()
	s.tracker, s.users, s.counted = tracker, 1, true
	if _, err := axon.Activate(context.Background(), s); err != nil {
		return nil, err
	}
	if err := s.offer(); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

func (s *Selector) offer() error {
	return errors.Join(
		s.tracker.Register(Service, s, "notify"),
		s.tracker.Register(ShutdownService, s, "control"))
}

func (s *Selector) join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users++
}

// Release ends what GetSelectorServices has begun. It waits for nothing.
func (s *Selector) Release() {
	finding.Lock()
	s.mu.Lock()
	s.users--
	last := s.users == 0 && s.counted
	s.mu.Unlock()
	if last {
		s.deregister()
	}
	finding.Unlock()
	if last {
		s.end()
		return
	}
	s.endIfUnused()
}

// withdraw makes sure that nobody finds s any more.
func (s *Selector) withdraw() {
	finding.Lock()
	defer finding.Unlock()
	s.deregister()
}

// deregister needs finding.
func (s *Selector) deregister() {
	if s.tracker == nil {
		return
	}
	for _, name := range []string{Service, ShutdownService} {
		if c, _, err := s.tracker.Retrieve(name); err == nil && c == axon.Component(s) {
			s.tracker.Deregister(name)
		}
	}
	s.tracker = nil
}
