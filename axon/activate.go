package axon

import (
	"context"
	"sync"
)

// A Handle is the outside of a component that was activated. Its methods may be
// called by any goroutine, in every state.
type Handle struct {
	c      Component
	signal *Out[Signal]
	cancel context.CancelCauseFunc
	from   context.Context // that ctx was made of
	ctx    context.Context
	once   sync.Once
	mu     sync.Mutex
	hook   func()        // see onStop
	unhook func() bool   // from the context that the component was activated with
	done   chan struct{} // made when somebody asks
	ended  bool
	err    error // valid once ended, like left
	left   int
}

// Activate starts a component and returns at once.
//
// Whatever happens in it, its signal outbox gets exactly one terminal message,
// and after everything else: ProducerFinished, if it sent none itself, preceded
// by ErrorInformation if it returned an error or panicked. Then its linkages are
// removed, its boxes refuse messages, and Done is closed. The end of ctx asks it
// to stop.
//
// The error matches ErrAlreadyActivated, or is that of a Starter or Preparer.
func Activate(ctx context.Context, c Component) (*Handle, error) {
	boxes := named(c)
	l := c.life()
	h := &Handle{c: c, from: ctx}
	h.ctx, h.cancel = context.WithCancelCause(ctx)
	l.mu.Lock()
	if l.state != New {
		l.mu.Unlock()
		h.cancel(nil)
		return nil, &BoxError{"activate", l.Name(), ErrAlreadyActivated}
	}
	if b, err := boxes.Outbox("signal"); err == nil {
		h.signal, _ = b.(*Out[Signal])
	}
	if h.signal != nil && !l.chassis {
		h.signal.guard = &l.news
	}
	l.state, l.ctx, l.handle = Active, h.ctx, h
	l.mu.Unlock()

	if s, ok := c.(Starter); ok {
		l.starts.Store(true)
		err := guard(h.ctx, s.Start)
		l.starts.Store(false)
		if err != nil {
			h.end(err)
			return nil, err
		}
		h.onStop(func() { h.end(context.Cause(h.ctx)) })
		return h, nil
	}
	if p, ok := c.(Preparer); ok {
		if err := guard(h.ctx, p.Prepare); err != nil {
			h.end(err)
			return nil, err
		}
	}
	if r, ok := c.(Launcher); ok && r.Launch(h.ctx) {
		return h, nil
	}
	go func() { h.end(guard(h.ctx, c.Run)) }()
	return h, nil
}

// Run activates c and waits for its end.
func Run(ctx context.Context, c Component) error {
	h, err := Activate(ctx, c)
	if err != nil {
		return err
	}
	return h.Wait()
}

// guard returns the panic of f as its error.
func guard(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	return f(ctx)
}

// fail ends the component with err, from within one of its handlers.
func (h *Handle) fail(err error) {
	if _, ok := h.c.(Starter); ok {
		h.end(err)
		return
	}
	h.CancelCause(err)
}

// onStop calls f once, on a goroutine of its own, when the component is told to stop.
//
// A context that others hear of the end of takes more memory than most components. So
// this is not one more below the component's own.
func (h *Handle) onStop(f func()) {
	h.mu.Lock()
	h.hook = f
	h.mu.Unlock()
	if h.from.Done() != nil {
		unhook := context.AfterFunc(h.from, func() { h.CancelCause(context.Cause(h.from)) })
		h.mu.Lock()
		h.unhook = unhook
		if h.ended {
			unhook()
		}
		h.mu.Unlock()
	}
	if h.ctx.Err() != nil {
		h.stop()
	}
}

// stop calls the hook.
func (h *Handle) stop() {
	h.mu.Lock()
	f := h.hook
	h.hook = nil
	h.mu.Unlock()
	if f != nil {
		go f()
	}
}

// end is where every component ends, once.
func (h *Handle) end(err error) { h.once.Do(func() { h.close(ordered(h.ctx, err)) }) }

func (h *Handle) close(err error) {
	l := h.c.life()
	h.err = err
	if h.signal != nil && !l.chassis {
		h.lastWords(l, err)
	}
	l.news.after(func() { h.leave(l) })
}

// leave takes the component out of its system.
func (h *Handle) leave(l *Life) {
	l.mu.Lock()
	l.state = Ended
	onEnd := l.onEnd
	l.onEnd = nil
	l.mu.Unlock()
	for _, p := range h.c.Boxes() {
		h.left += p.Box.close()
	}
	l.office.UnlinkAll()
	for _, f := range onEnd {
		f()
	}
	h.cancel(ErrEnded)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hook = nil
	if h.unhook != nil {
		h.unhook()
	}
	h.ended = true
	if h.done != nil {
		close(h.done)
	}
}

// lastWords sends what the component did not send itself. Control boxes take
// every message, so nothing waits here unless a handler does.
func (h *Handle) lastWords(l *Life, err error) {
	ctx := context.WithoutCancel(h.ctx)
	if l.news.over() {
		return
	}
	if err != nil {
		h.signal.Send(ctx, ErrorInformation{Caller: l.Name(), Err: err})
	}
	h.signal.Send(ctx, ProducerFinished{Caller: l.Name()})
}

// Component returns what was activated.
func (h *Handle) Component() Component { return h.c }

// Name returns the name of the component.
func (h *Handle) Name() string { return h.c.life().Name() }

// OnEnd calls f with the error when the component has ended, at once if it has.
func (h *Handle) OnEnd(f func(err error)) { h.c.life().OnEnd(func() { f(h.err) }) }

// Done is closed when the component has ended and left nothing behind.
func (h *Handle) Done() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.done == nil {
		h.done = make(chan struct{})
		if h.ended {
			close(h.done)
		}
	}
	return h.done
}

func (h *Handle) hasEnded() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended
}

// Err returns the error of a component that has ended, nil for one that ended in
// order or was told to stop.
func (h *Handle) Err() error {
	if h.hasEnded() {
		return h.err
	}
	return nil
}

// Wait waits for the end of the component and returns Err.
func (h *Handle) Wait() error {
	<-h.Done()
	return h.err
}

// Cancel tells the component to stop and does not wait for it. Unlike Stop, the
// component itself may call it.
func (h *Handle) Cancel() { h.CancelCause(ErrStopped) }

// CancelCause is Cancel with another cause.
func (h *Handle) CancelCause(cause error) {
	h.cancel(cause)
	h.stop()
}

// Stop tells the component to stop, with the cause ErrStopped, and waits until it
// has ended. It may be called again.
func (h *Handle) Stop() error {
	h.Cancel()
	return h.Wait()
}

// Leftover returns how many messages were in the inboxes when the component
// ended: nothing is lost without a number.
func (h *Handle) Leftover() int {
	if h.hasEnded() {
		return h.left
	}
	return 0
}
