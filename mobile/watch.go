package mobile

import (
	"cmp"
	"sync"
	"time"
)

// A watch calls late once nothing has touched it for limit. Where there is a reason
// that nothing happens, excused says so, and the time begins anew.
type watch struct {
	limit   time.Duration
	excused func() bool
	late    func()

	mu      sync.Mutex
	timer   *time.Timer
	last    time.Time
	stopped bool
}

// start begins, unless there is no limit.
func (w *watch) start() {
	if w == nil || w.limit <= 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped || w.timer != nil {
		return
	}
	w.last = time.Now()
	w.timer = time.AfterFunc(w.limit, w.look)
}

func (w *watch) touch() {
	if w == nil || w.limit <= 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Now()
}

func (w *watch) look() {
	excused := w.excused()
	w.mu.Lock()
	now := time.Now()
	if excused {
		w.last = now
	}
	idle := now.Sub(w.last)
	if w.timer == nil {
		w.mu.Unlock()
		return
	}
	if idle < w.limit {
		w.timer.Reset(w.limit - idle)
		w.mu.Unlock()
		return
	}
	w.timer = nil
	w.mu.Unlock()
	w.late()
}

func (w *watch) stop() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

// watch makes the clocks of a line.
func (e *engine) watch(l *line) {
	late := func(op, message string) func() {
		return func() { e.breakOff(l, failure(CodeTimeout, op, message)) }
	}
	l.received = &watch{
		limit: e.set.readTimeout, excused: func() bool { return l.full.Load() || e.stateNow() == StateSecuring },
		late: late("read", "the peer has sent nothing in time"),
	}
	l.written = &watch{
		limit: e.set.writeTimeout, excused: func() bool { return !e.out.writes() },
		late: late("write", "the peer has taken nothing in time"),
	}
	l.parting = &watch{
		limit: e.set.linger, excused: func() bool { return l.full.Load() || e.out.waits() },
		late: func() { e.cancel(l) },
	}
	l.probing = &watch{limit: probeTime, excused: func() bool { return false }, late: e.probed}
	if e.set.startTLS {
		l.replied = &watch{
			limit: cmp.Or(e.set.tls.timeout, defaultHandshake), excused: func() bool { return false },
			late: late("handshake", "the peer's reply did not come in time"),
		}
	}
}
