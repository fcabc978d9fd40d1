package axon

import (
	"context"
	"reflect"
)

// A Sink is an inbox that has no use for its messages: it takes those of every type, at
// once, and nothing follows. The zero value is ready.
type Sink struct{ core }

func (s *Sink) inbox() bool        { return true }
func (s *Sink) elem() reflect.Type { return reflect.TypeFor[any]() }
func (s *Sink) twin() Box          { return new(Sink) }
func (s *Sink) info() BoxInfo      { return BoxInfo{Type: s.elem().String(), Inbox: true, Direct: true} }

func (s *Sink) putAny(_ context.Context, _ any, _ bool, from leader) error {
	switch {
	case s.hasEnded():
		return ErrEnded
	case !from.leadsTo(&s.core):
		return errMoved
	}
	return nil
}

// There is never anything in it.
func (s *Sink) accept(any) func()  { return nil }
func (s *Sink) forward(Box) func() { return nil }
func (s *Sink) reopen() func()     { return nil }
func (s *Sink) reroute(Box)        {}
func (s *Sink) recheck()           {}
func (s *Sink) watch()             {}
func (s *Sink) close() int         { return 0 }
