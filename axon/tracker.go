package axon

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// A Tracker is Kamaelia's coordinating assistant tracker (CAT): it finds services
// and values by name. The zero value is ready; any goroutine may use it.
type Tracker struct {
	mu       sync.Mutex
	services map[string]service
	values   map[string]any
}

type service struct {
	component Component
	inbox     Box
}

var defaultTracker Tracker

// DefaultTracker returns the tracker of the process.
func DefaultTracker() *Tracker { return &defaultTracker }

// Register offers an inbox of c as a service, until c ends or Deregister. The
// error matches ErrServiceAlreadyExists, ErrNoSuchBox, or ErrEnded.
func (t *Tracker) Register(name string, c Component, inbox string) error {
	box, err := named(c).Inbox(inbox)
	if err != nil {
		return err
	}
	t.mu.Lock()
	if _, ok := t.services[name]; ok {
		t.mu.Unlock()
		return fmt.Errorf("register %q: %w", name, ErrServiceAlreadyExists)
	}
	if c.life().State() == Ended {
		t.mu.Unlock()
		return fmt.Errorf("register %q: %w", name, ErrEnded)
	}
	if t.services == nil {
		t.services = map[string]service{}
	}
	t.services[name] = service{c, box}
	t.mu.Unlock()
	c.life().OnEnd(func() { t.remove(name, c) })
	return nil
}

// remove takes the service away if it is still that of c.
func (t *Tracker) remove(name string, c Component) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s, ok := t.services[name]; ok && s.component == c {
		delete(t.services, name)
	}
}

// Retrieve returns who offers a service and at which inbox. The error matches
// ErrServiceNotFound.
func (t *Tracker) Retrieve(name string) (Component, Box, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.services[name]
	if !ok {
		return nil, nil, fmt.Errorf("retrieve %q: %w", name, ErrServiceNotFound)
	}
	return s.component, s.inbox, nil
}

// Deregister withdraws a service. The error matches ErrServiceNotFound.
func (t *Tracker) Deregister(name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.services[name]; !ok {
		return fmt.Errorf("deregister %q: %w", name, ErrServiceNotFound)
	}
	delete(t.services, name)
	return nil
}

// Services returns the names of all services, sorted.
func (t *Tracker) Services() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.services))
}

// TrackValue begins to track a value. The error matches ErrNamespaceClash.
func (t *Tracker) TrackValue(name string, v any) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.values[name]; ok {
		return fmt.Errorf("track %q: %w", name, ErrNamespaceClash)
	}
	if t.values == nil {
		t.values = map[string]any{}
	}
	t.values[name] = v
	return nil
}

// UpdateValue changes a tracked value. The error matches ErrValueNotTracked.
func (t *Tracker) UpdateValue(name string, v any) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.values[name]; !ok {
		return fmt.Errorf("update %q: %w", name, ErrValueNotTracked)
	}
	t.values[name] = v
	return nil
}

// RetrieveValue returns a tracked value. The error matches ErrValueNotTracked.
func (t *Tracker) RetrieveValue(name string) (any, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.values[name]
	if !ok {
		return nil, fmt.Errorf("retrieve value %q: %w", name, ErrValueNotTracked)
	}
	return v, nil
}

// Values returns the names of all tracked values, sorted.
func (t *Tracker) Values() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.values))
}

// Zap forgets all services and values.
func (t *Tracker) Zap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.services, t.values = nil, nil
}
