package axon

import "context"

// A Handle is the outside of a component that was activated. Its methods may be
// called by any goroutine, in every state.
type Handle struct{ being }

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
	starter, starts := c.(Starter)
	l.mu.Lock()
	if l.phase != fresh {
		l.mu.Unlock()
		return nil, &BoxError{"activate", l.Name(), ErrAlreadyActivated}
	}
	if l.c != c { // but by a part of c
		l.c = c
	}
	l.from, l.phase = ctx, active
	if starts {
		l.phase = starting
	}
	l.mu.Unlock()
	signal, _ := boxes.Get("signal", false).(*Out[Signal])
	l.signal.Store(signal)

	h, own := (*Handle)(l), (*living)(l)
	if starts {
		err := guard(own, starter.Start)
		l.started()
		if err != nil {
			h.end(err)
			return nil, err
		}
		h.hookStop()
		return h, nil
	}
	if p, ok := c.(Preparer); ok {
		if err := guard(own, p.Prepare); err != nil {
			h.end(err)
			return nil, err
		}
	}
	if r, ok := c.(Launcher); ok && r.Launch(own) {
		return h, nil
	}
	go func() { h.end(guard(own, c.Run)) }()
	return h, nil
}

func (l *Life) started() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase == starting {
		l.phase = active
	}
}

// HandleOf returns the handle of a component, nil before its activation.
func HandleOf(c Component) *Handle { return c.life().handle() }

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

// hookStop makes the component hear, once and on a goroutine of its own, that it is told
// to stop; without Stopped, that is its end.
//
// A context that others hear of the end of takes more memory than most components. So
// this is not one more below the component's own.
func (h *Handle) hookStop() {
	h.mu.Lock()
	h.hooked = true
	h.mu.Unlock()
	if h.from.Done() != nil {
		unhook := context.AfterFunc(h.from, func() { h.CancelCause(context.Cause(h.from)) })
		h.mu.Lock()
		h.rest().unhook = unhook
		if h.phase == over {
			unhook()
		}
		h.mu.Unlock()
	}
	if (*living)(h).Err() != nil {
		h.stop()
	}
}

// stop calls the hook.
func (h *Handle) stop() {
	h.mu.Lock()
	hooked := h.hooked
	h.hooked = false
	h.mu.Unlock()
	if !hooked {
		return
	}
	if c, ok := h.c.(Stopper); ok {
		go c.Stopped()
	} else {
		go func() { h.end(context.Cause((*living)(h))) }()
	}
}

// end is where every component ends, once.
func (h *Handle) end(err error) {
	h.mu.Lock()
	first := h.phase < ending
	if first {
		h.phase = ending
	}
	h.mu.Unlock()
	if first {
		h.close(ordered((*living)(h), err))
	}
}

func (h *Handle) close(err error) {
	l := (*Life)(h)
	h.mu.Lock()
	h.rest().err = err
	h.mu.Unlock()
	if h.signal.Load() != nil && !h.chassis {
		h.lastWords(l, err)
	}
	l.afterNews(func() { h.leave(l) })
}

// leave takes the component out of its system.
func (h *Handle) leave(l *Life) {
	l.mu.Lock()
	l.phase = ended
	onEnd, more := l.onEnd, l.more
	l.onEnd = nil
	l.mu.Unlock()
	left := 0
	for _, p := range h.c.Boxes() {
		left += p.Box.close()
	}
	more.office.UnlinkAll()
	if c, ok := h.c.(Ender); ok {
		c.HasEnded(more.err)
	}
	if onEnd != nil {
		onEnd(more.err)
	}
	l.cancel(ErrEnded)
	l.mu.Lock()
	defer l.mu.Unlock()
	if more.unhook != nil {
		more.unhook()
	}
	more.left = left
	l.phase = over
	if more.done != nil {
		close(more.done)
	}
}

// lastWords sends what the component did not send itself. Control boxes take
// every message, so nothing waits here unless a handler does.
func (h *Handle) lastWords(l *Life, err error) {
	ctx := context.WithoutCancel((*living)(h))
	if l.hasTold() {
		return
	}
	signal := h.signal.Load()
	if err != nil {
		signal.Send(ctx, ErrorInformation{Caller: l.Name(), Err: err})
	}
	signal.Send(ctx, ProducerFinished{Caller: l.Name()})
}

// Component returns what was activated.
func (h *Handle) Component() Component { return h.c }

// Name returns the name of the component.
func (h *Handle) Name() string { return (*Life)(h).Name() }

// OnEnd calls f with the error when the component has ended, at once if it has.
func (h *Handle) OnEnd(f func(err error)) { (*Life)(h).whenEnded(f) }

// Done is closed when the component has ended and left nothing behind.
func (h *Handle) Done() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	more := h.rest()
	if more.done == nil {
		more.done = make(chan struct{})
		if h.phase == over {
			close(more.done)
		}
	}
	return more.done
}

func (h *Handle) isOver() bool { return (*Life)(h).now() == over }

// Err returns the error of a component that has ended, nil for one that ended in
// order or was told to stop.
func (h *Handle) Err() error {
	if h.isOver() {
		return h.more.err
	}
	return nil
}

// Wait waits for the end of the component and returns Err.
func (h *Handle) Wait() error {
	<-h.Done()
	return h.more.err
}

// Cancel tells the component to stop and does not wait for it. Unlike Stop, the
// component itself may call it.
func (h *Handle) Cancel() { h.CancelCause(ErrStopped) }

// CancelCause is Cancel with another cause.
func (h *Handle) CancelCause(cause error) {
	(*Life)(h).cancel(cause)
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
	if h.isOver() {
		return h.more.left
	}
	return 0
}
