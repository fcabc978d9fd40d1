package mobile

import "time"

// How a session ends: its connections, by themselves or by the app, and itself.

// ended decides what follows, since who waits in Send must not wait until the app has
// taken the data before this.
func (x *session) ended(why *Failure, ready time.Time) {
	again := x.retries(why, ready)
	if again {
		x.out.end(ready.IsZero() || x.set.retry.keep)
	} else {
		x.out.shut()
	}
	x.in.event(func() { x.lost(why, again) })
}

// unframed ends a connection on which a frame was too large.
func (x *session) unframed(why *Failure) {
	x.wrong = why
	if l := x.current(); l != nil {
		x.breakOff(l, why)
	}
}

// lost tells of the end of a connection, unless something has come between.
func (x *session) lost(why *Failure, again bool) {
	x.linked = false
	switch {
	case x.broken != nil:
		why = x.broken
	case x.wrong != nil: // which the app heard of first
		why = x.wrong
	case again && !x.final():
		x.again(why.with(x.out.handBack()))
		return
	}
	x.close(why)
}

// final reports whether the app wants no further connection.
func (x *session) final() bool { return x.quit.Load() || x.out.told() }

// close calls OnClosed and ends the session's thread.
func (x *session) close(why *Failure) {
	if x.done {
		return
	}
	x.retry.stop()
	x.mu.Lock()
	x.engine.closed = true
	x.state = StateClosed
	x.mu.Unlock()
	unsent := x.out.close()
	if why == nil && len(unsent) > 0 { // Stop while there was no connection
		why = failure(CodeCancelled, "stop", "the connection ended before everything was written")
	}
	why = why.with(unsent)
	x.note(why)
	x.tell(func(l Listener) error { return l.OnState(StateClosed, nil) })
	if x.done { // OnState has failed, and this was called again
		return
	}
	x.done = true
	if why != nil {
		x.journal.log(LogError, x.name, why.Error())
	} else {
		x.journal.log(LogInfo, x.name, "closed")
	}
	if err := x.call(func(l Listener) error { return l.OnClosed(why) }); err != nil {
		x.journal.log(LogError, x.name, "OnClosed: "+err.Error())
	}
}

// note keeps a failure for LastFailure.
func (x *session) note(why *Failure) {
	if why != nil {
		x.mu.Lock()
		x.last = why
		x.mu.Unlock()
	}
}

// stop ends the session in order.
func (x *session) stop() {
	if x.quit.Swap(true) {
		return
	}
	if x.begin(func() { x.close(nil) }) {
		return
	}
	_ = x.out.finish()
	x.in.pause(false)
	x.in.order(x.stopping)
}

func (x *session) stopping() {
	if !x.linked {
		x.close(nil)
		return
	}
	x.leaving = true
	empty := x.out.queued() == 0 // before ready: what is written now must count
	x.mu.Lock()
	x.engine.leaving, x.state = true, StateClosing
	l := x.line
	ready := l != nil && !l.ready.IsZero()
	x.mu.Unlock()
	x.tell(func(l Listener) error { return l.OnState(StateClosing, nil) })
	switch {
	case l == nil: // its end is to be heard of
	case !ready && empty && len(x.set.initial) == 0:
		x.cancel(l)
	default:
		l.parting.start()
	}
}

// byClose is why what the app closes ends.
func byClose() *Failure { return failure(CodeCancelled, "close", "by Close") }

// halt ends the session at once.
func (x *session) halt() {
	x.quit.Store(true)
	if x.begin(func() { x.close(byClose()) }) {
		return
	}
	x.abort()
	x.in.order(func() {
		if !x.linked {
			x.close(byClose())
		}
	})
}
