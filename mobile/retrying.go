package mobile

import (
	"time"

	"github.com/threadedtcp/threadedtcp/dialer"
)

// retrying is what a session knows of its attempts. It belongs to the session's
// thread, but what is first to the connection while there is one.
type retrying struct {
	backoff dialer.Backoff
	delay   time.Duration // before the next attempt

	waiting    bool
	timer      *time.Timer
	offline    bool
	background bool
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

// retries reports whether the session connects again after why, when the connection
// was ready since then.
func (x *session) retries(why *Failure, ready time.Time) bool {
	r := &x.retry
	switch {
	case x.set.retry == nil, why == nil, x.final():
		return false
	case why == errBackground, why == errNetwork:
		r.backoff.Reset()
	case !why.Temporary():
		return false
	case !ready.IsZero():
		r.backoff.Lasted(time.Since(ready))
	}
	delay, more := r.backoff.Next()
	if why == errNetwork {
		delay = 0
	}
	r.delay = delay
	return more
}

// again waits for the next attempt, or for the network or the foreground.
func (x *session) again(why *Failure) {
	r := &x.retry
	r.waiting = true
	x.mu.Lock()
	x.state = StateWaiting
	x.mu.Unlock()
	x.tell(func(l Listener) error { return l.OnState(StateWaiting, nil) })
	delay := int64(-1)
	if !r.parked() {
		delay = r.delay.Milliseconds()
		r.timer = time.AfterFunc(r.delay, func() { x.in.order(x.next) })
	}
	x.journal.log(LogWarn, x.name, why.Error())
	x.tell(func(l Listener) error { return l.OnRetry(int32(r.backoff.Attempts()), delay, why) })
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
