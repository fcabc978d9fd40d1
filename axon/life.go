package axon

import (
	"context"
	"errors"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
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
type Life struct{ being }

// being is what a component is to its owner (Life), to others (Handle) and in its own
// calls (living). What most components do without lies in more.
type being struct {
	tag     tag                         // of its boxes; it comes first
	signal  atomic.Pointer[Out[Signal]] // whose terminal message is the last, see say
	mu      sync.Mutex                  // guards what follows
	phase   phase
	chassis bool  // made of others: sends no terminal message for itself
	told    bool  // the terminal message has been said
	hooked  bool  // the end is to be heard of, see Handle.hookStop
	saying  int32 // messages on signal under way
	c       Component
	from    context.Context // that it was activated with
	onEnd   func(error)
	more    *more
}

var _ = [1]struct{}{}[unsafe.Offsetof(being{}.tag)] // see core.owner

// more is what a component has only once it is asked for.
type more struct {
	name   string
	office Postoffice
	later  []func() // to be done when no message on signal is under way

	std    context.Context // see living
	cancel context.CancelCauseFunc
	cause  error // why it was told to stop

	unhook func() bool   // from the context that it was activated with
	done   chan struct{} // closed when it is over
	err    error         // valid then, like left
	left   int
}

// A phase is a State in detail.
type phase uint8

const (
	fresh    phase = iota
	starting       // Start of a Starter runs
	active
	ending // and nothing else will end it
	ended
	over // and has left nothing behind
)

// rest needs mu.
func (l *being) rest() *more {
	if l.more == nil {
		l.more = new(more)
	}
	return l.more
}

func (l *Life) life() *Life { return l }

// isStarting reports whether Start of a Starter runs.
func (l *Life) isStarting() bool { return l != nil && l.now() == starting }

func (l *Life) now() phase {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.phase
}

// Name returns the name of the component: that of its type unless SetName was
// called.
func (l *Life) Name() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.more != nil && l.more.name != "":
		return l.more.name
	case l.c != nil:
		return typeName(reflect.TypeOf(l.c))
	}
	return "component"
}

// SetName names the component, for errors and pictures.
func (l *Life) SetName(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest().name = name
}

// setDefaultName is SetName where that was not called.
func (l *Life) setDefaultName(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if more := l.rest(); more.name == "" {
		more.name = name
	}
}

// of says whose life it is.
func (l *Life) of(c Component) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.c == nil {
		l.c = c
	}
}

// boxes returns those of the component, if it is known.
func (l *Life) boxes() Boxes {
	l.mu.Lock()
	c := l.c
	l.mu.Unlock()
	if c == nil {
		return nil
	}
	return c.Boxes()
}

// typeName is the name of a type without its package and its parameters. It is a part of
// what the program has anyway, so no memory is taken.
func typeName(t reflect.Type) string {
	name := strings.TrimLeft(t.String(), "*")
	name, _, _ = strings.Cut(name, "[")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// State returns where the component is in its life.
func (l *Life) State() State {
	switch now := l.now(); {
	case now == fresh:
		return New
	case now < ended:
		return Active
	}
	return Ended
}

// Postoffice returns the linkages that the component has made. They are removed
// when it ends.
func (l *Life) Postoffice() *Postoffice {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &l.rest().office
}

// Run waits until the component ends, for components that live by their
// handlers.
func (l *Life) Run(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// handle returns the handle, or nil before the activation.
func (l *Life) handle() *Handle {
	if l.now() == fresh {
		return nil
	}
	return (*Handle)(l)
}

// End ends a component that has no Run, with its error if there was one. It
// waits for nothing.
func (l *Life) End(err error) {
	if h := l.handle(); h != nil {
		h.end(err)
	}
}

// CancelCause tells the component to stop, as the method of its Handle does, which it
// need not know. Before the activation it does nothing.
func (l *Life) CancelCause(cause error) {
	if h := l.handle(); h != nil {
		h.CancelCause(cause)
	}
}

// OnEnd calls f when the component has ended.
func (l *Life) OnEnd(f func()) { l.whenEnded(func(error) { f() }) }

func (l *Life) whenEnded(f func(error)) {
	l.mu.Lock()
	if l.phase < ended {
		if before := l.onEnd; before != nil {
			then := f
			f = func(err error) {
				before(err)
				then(err)
			}
		}
		l.onEnd = f
		l.mu.Unlock()
		return
	}
	var err error
	if l.more != nil {
		err = l.more.err
	}
	l.mu.Unlock()
	f(err)
}

// HearStop makes Stopped of a Stopper be called. It is called by Launch, or by a Run that does
// not wait for the end of its own context, which it spares.
func (l *Life) HearStop() { l.handle().hookStop() }

// Context returns the context that Run, or Start, was called with: that of messages which
// nobody waits for. Before the activation that is context.Background.
func (l *Life) Context() context.Context {
	if l != nil && l.now() != fresh {
		return (*living)(l)
	}
	return context.Background()
}

// fail ends the component because a handler of its boxes has panicked.
func (l *Life) fail(err error) {
	if h := l.handle(); h != nil {
		h.fail(err)
	}
}

// report sends err out of signal, if the component has that outbox.
func (l *Life) report(err error, data any) bool {
	h := l.handle()
	if h == nil {
		return false
	}
	if strict, ok := h.c.(Strict); ok {
		strict.BadMessage(err)
		return true
	}
	signal := h.signal.Load()
	if signal == nil {
		return false
	}
	return signal.Send(l.Context(), ErrorInformation{l.Name(), err, owned(data)}) == nil
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
