package mobile

import "time"

// retrying is what a session knows of its attempts. It belongs to the session's
// thread.
type retrying struct {
	attempt    int32 // in a row
	waiting    bool
	timer      *time.Timer
	since      time.Time // that the connection is ready
	offline    bool
	background bool
	atOnce     bool // the next attempt
}

func (r *retrying) stop() {
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
}

// parked reports whether an attempt makes no sense for now.
func (r *retrying) parked() bool { return r.offline || r.background }

// Why a connection is ended for a better one.
var (
	errBackground = failure(CodeCancelled, "background", "the app went to the background")
	errNetwork    = failure(CodeUnreachable, "connect", "the network has changed")
)

// retries reports whether the session connects again after why.
func (x *session) retries(why *Failure) bool {
	p := x.set.retry
	if p == nil || why == nil || x.quit.Load() || x.out.told() {
		return false
	}
	x.retry.atOnce = why == errNetwork
	if why == errBackground || why == errNetwork {
		x.retry.attempt = 0
		return true
	}
	if !why.Temporary() {
		return false
	}
	if !x.retry.since.IsZero() && time.Since(x.retry.since) >= p.stable {
		x.retry.attempt = 0
	}
	return p.attempts == 0 || x.retry.attempt < p.attempts
}

// again waits for the next attempt, or for the network or the foreground.
func (x *session) again(why *Failure) {
	r := &x.retry
	r.since = time.Time{}
	r.waiting = true
	r.attempt++
	x.mu.Lock()
	x.state = StateWaiting
	x.mu.Unlock()
	x.tell(func(l Listener) error { return l.OnState(StateWaiting, nil) })
	delay := int64(-1)
	if !r.parked() {
		d := x.set.retry.delay(r.attempt)
		if r.atOnce {
			d = 0
		}
		delay = d.Milliseconds()
		r.timer = time.AfterFunc(d, func() { x.in.order(x.next) })
	}
	attempt := r.attempt
	x.journal.log(LogWarn, x.name, why.Error())
	x.tell(func(l Listener) error { return l.OnRetry(attempt, delay, why) })
}

// next makes the attempt that was waited for.
func (x *session) next() {
	r := &x.retry
	r.stop()
	if !r.waiting || x.done || r.parked() {
		return
	}
	r.waiting = false
	x.count.retries.Add(1)
	x.dialled()
}

// dialled makes a connection, whose failure comes as an event like others.
func (x *session) dialled() {
	x.linked = true
	if err := x.connect(); err != nil {
		x.linked = false
		x.close(failureOf("connect", err))
	}
}

func (x *session) networkChanged(available bool) {
	x.retry.offline = !available
	// What was sent by a network that is gone gets no answer.
	if l := x.current(); available && l != nil && x.stateNow() <= StateConnecting && x.set.retry != nil {
		x.breakOff(l, errNetwork)
	}
	x.conditions()
}

func (x *session) enterBackground() {
	x.retry.background = true
	if l := x.current(); l != nil && x.set.background && x.set.retry != nil {
		x.breakOff(l, errBackground)
	}
	x.conditions()
}

func (x *session) enterForeground() {
	x.retry.background = false
	x.conditions()
}

// conditions connects at once, or not before they are better.
func (x *session) conditions() {
	r := &x.retry
	switch {
	case r.parked():
		r.stop()
	case r.waiting:
		x.next()
	default:
		x.probe()
	}
}
