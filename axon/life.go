package axon

import (
	"context"
	"errors"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
)

// State is where a component is in its life.
type State int

const (
	New State = iota
	Active
	Ended
)

func (s State) String() string { return [...]string{"new", "active", "ended"}[s] }

// Life is what the kernel keeps of a component. Every component embeds one,
// mostly by way of Base. Its methods may be called by any goroutine.
type Life struct {
	name atomic.Pointer[string]
	news news

	mu      sync.Mutex
	state   State
	chassis bool // made of others: sends no terminal message for itself
	starts  atomic.Bool
	ctx     context.Context
	handle  *Handle
	onEnd   []func()
	office  Postoffice
}

func (l *Life) life() *Life { return l }

// isStarting reports whether Start of a Starter runs.
func (l *Life) isStarting() bool { return l != nil && l.starts.Load() }

// Name returns the name of the component: that of its type unless SetName was
// called.
func (l *Life) Name() string {
	if name := l.name.Load(); name != nil {
		return *name
	}
	return "component"
}

// SetName names the component, for errors and pictures.
func (l *Life) SetName(name string) { l.name.Store(&name) }

func (l *Life) setDefaultName(c Component) {
	if l.name.Load() != nil {
		return
	}
	l.name.CompareAndSwap(nil, typeName(reflect.TypeOf(c)))
}

var typeNames sync.Map // of reflect.Type: *string

// typeName is the name of a type without its package and its parameters.
func typeName(t reflect.Type) *string {
	if name, ok := typeNames.Load(t); ok {
		return name.(*string)
	}
	name := strings.TrimLeft(t.String(), "*")
	name, _, _ = strings.Cut(name, "[")
	name = name[strings.LastIndexByte(name, '.')+1:]
	typeNames.Store(t, &name)
	return &name
}

// State returns where the component is in its life.
func (l *Life) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// Postoffice returns the linkages that the component has made. They are removed
// when it ends.
func (l *Life) Postoffice() *Postoffice { return &l.office }

// Run waits until the component ends, for components that live by their
// handlers.
func (l *Life) Run(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// active returns the handle, or nil before the activation.
func (l *Life) active() *Handle {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.handle
}

// End ends a component that has no Run, with its error if there was one. It
// waits for nothing.
func (l *Life) End(err error) {
	if h := l.active(); h != nil {
		h.end(err)
	}
}

// OnEnd calls f when the component has ended.
func (l *Life) OnEnd(f func()) {
	l.mu.Lock()
	if l.state != Ended {
		l.onEnd = append(l.onEnd, f)
		f = nil
	}
	l.mu.Unlock()
	if f != nil {
		f()
	}
}

// OnStop calls f once, on a goroutine of its own, when the component is told to stop:
// by its Handle, or by the end of the context that it was activated with. It is for a
// Launcher, and called by Launch.
func (l *Life) OnStop(f func()) { l.active().onStop(f) }

// context is that of messages which nobody waits for.
func (l *Life) context() context.Context {
	if l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.ctx != nil {
			return l.ctx
		}
	}
	return context.Background()
}

// fail ends the component because a handler of its boxes has panicked.
func (l *Life) fail(err error) {
	if h := l.active(); h != nil {
		h.fail(err)
	}
}

// report sends err out of signal, if the component has that outbox.
func (l *Life) report(err error, data any) bool {
	h := l.active()
	if h == nil {
		return false
	}
	if strict, ok := h.c.(Strict); ok {
		strict.BadMessage(err)
		return true
	}
	if h.signal == nil {
		return false
	}
	return h.signal.Send(l.context(), ErrorInformation{l.Name(), err, owned(data)}) == nil
}

func panicked(v any) error { return &PanicError{v, debug.Stack()} }

// ordered returns nil for the error of a component that was told to stop, but not
// for a panic that made it stop.
func ordered(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	cause := context.Cause(ctx)
	if _, ok := errors.AsType[*PanicError](cause); ok {
		return cause
	}
	if errors.Is(err, ctx.Err()) || errors.Is(err, cause) {
		return nil
	}
	return err
}
