package mobile

import "github.com/threadedtcp/threadedtcp/axon"

// How the connection of an engine ends.

// over is called when nothing is left of a line.
func (e *engine) over(l *line, err error) {
	for _, w := range []*watch{l.received, l.written, l.parting, l.replied, l.probing} {
		w.stop()
	}
	e.in.takeClear()
	e.in.end()
	e.count.connectedSince.Store(0)
	e.mu.Lock()
	defer e.mu.Unlock()
	why := e.why
	switch {
	case why != nil:
	case err != nil:
		why = failureOf(l.doing(), err)
	case !e.out.told() || e.out.queued() > 0:
		why = &Failure{code: CodeClosedByPeer, op: "read", message: "the peer has ended the connection"}
	}
	e.line, e.info, e.conn = nil, nil, nil
	if why != nil {
		e.last = why
	}
	e.owner.ended(why, l.ready)
}

// breakOff ends a line at once, for a reason.
func (e *engine) breakOff(l *line, why *Failure) {
	e.blame(l, why)
	e.cancel(l)
}

// blame notes why this end ends a line, unless that is known.
func (e *engine) blame(l *line, why *Failure) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.line == l && e.why == nil {
		e.why = why
	}
}

func (e *engine) cancel(l *line) {
	e.mu.Lock()
	h := l.handle
	e.mu.Unlock()
	if h != nil { // else open does, which sees the reason
		h.Cancel()
	}
}

// hurry ends a line soon: what waits has a moment to be written.
func (e *engine) hurry(l *line, why *Failure) {
	e.blame(l, why)
	l.order(axon.ShutdownMicroprocess{Caller: "mobile"})
}

// abort ends everything at once.
func (e *engine) abort() {
	e.mu.Lock()
	e.closed = true
	l := e.line
	e.mu.Unlock()
	if l != nil {
		e.breakOff(l, byClose())
	}
	e.in.drop()
}

// protect turns a panic on a goroutine of the connection into its end.
func (e *engine) protect(l *line) {
	if v := recover(); v != nil {
		e.breakOff(l, panicked(v))
	}
}
