package axon

import (
	"context"
	"reflect"
)

// A Mute is an outbox that its component never sends to: it can be linked, and nothing
// comes. The zero value is ready.
type Mute struct{ core }

func (m *Mute) inbox() bool        { return false }
func (m *Mute) elem() reflect.Type { return reflect.TypeFor[any]() }
func (m *Mute) twin() Box          { return new(Mute) }
func (m *Mute) info() BoxInfo      { return BoxInfo{Type: m.elem().String()} }

// Nothing is under way that linkages could matter to.
func (m *Mute) accept(any) func()  { return nil }
func (m *Mute) forward(Box) func() { return nil }
func (m *Mute) reopen() func()     { return nil }
func (m *Mute) reroute(Box)        {}
func (m *Mute) recheck()           {}
func (m *Mute) watch()             {}
func (m *Mute) close() int         { return 0 }

func (m *Mute) putAny(context.Context, any, bool, leader) error { return ErrBadLinkage }
