package mobile

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// A session is an engine with a listener, and the thread that calls it.
//
// Everything that decides runs on that thread, as an order or an event of the
// inflow: so it needs no lock, and one thing happens at a time.
type session struct {
	engine
	connect func() error // makes the next connection
	after   func()       // called at the end

	begun  sync.Once
	thread atomic.Int64  // the goroutine of the callbacks
	closed chan struct{} // after OnClosed
	quit   atomic.Bool   // Stop or Close was called

	// Of the session's thread alone.
	listener Listener
	broken   *Failure // of a callback
	wrong    *Failure // of the frames
	linked   bool     // there is a connection, or its end is still to be heard of
	leaving  bool     // after Stop
	done     bool
	retry    retrying
}

func newSession(name string, s settings, upgrade stream.Upgrade, l Listener) *session {
	x := &session{listener: l, closed: make(chan struct{})}
	x.name = name
	if s.retry != nil {
		x.retry.backoff = s.retry.backoff
	}
	x.prepare(s, x, upgrade)
	return x
}

// begin starts the session's thread with its first order.
func (x *session) begin(first func()) (began bool) {
	x.begun.Do(func() {
		began = true
		x.in.order(first)
		go x.run()
	})
	return began
}

// run calls the listener until OnClosed was.
func (x *session) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread() // so that the thread goes on: see stream.KeepThreads
	x.thread.Store(goroutine())
	for !x.done {
		it, ok := x.in.take()
		if !ok {
			<-x.in.bell
			continue
		}
		x.handle(it)
	}
	x.listener = nil
	close(x.closed)
	if x.after != nil {
		x.after()
	}
}

// handle never panics: a fault ends the session.
func (x *session) handle(it item) {
	defer func() {
		if v := recover(); v != nil {
			x.abort()
			x.close(panicked(v))
		}
	}()
	switch {
	case it.event != nil:
		it.event()
	case it.chunk != nil:
		x.count.chunksIn.Add(1)
		x.tell(func(l Listener) error { return l.OnData(it.chunk) })
	case it.err != nil:
		x.unframed(failureOf("read", it.err))
	}
}

// tell calls the listener, unless that has failed before.
func (x *session) tell(call func(Listener) error) {
	if x.broken != nil || x.done {
		return
	}
	err := x.call(call)
	if err == nil {
		return
	}
	x.broken = &Failure{code: CodeListener, op: "callback", cause: textOf(err)}
	x.journal.log(LogError, x.name, x.broken.Error())
	x.quit.Store(true)
	x.in.drop()
	if l := x.current(); l != nil {
		x.hurry(l, x.broken)
	} else if !x.linked {
		x.close(x.broken)
	}
}

func (x *session) call(call func(Listener) error) (err error) {
	defer rescue(&err)
	return call(x.listener)
}

// reached, secured, writable and ended are called by the engine, in its lock.

func (x *session) reached(state int32, info *ConnInfo) {
	x.in.event(func() {
		if x.leaving {
			return
		}
		x.logState(state, info)
		x.tell(func(l Listener) error { return l.OnState(state, info) })
	})
}

func (x *session) logState(state int32, info *ConnInfo) {
	level, text := LogDebug, StateName(state)
	if state == StateReady {
		level, text = LogInfo, "connected to "+info.RemoteAddr()
	}
	x.journal.log(level, x.name, text)
}

func (x *session) secured(info *ConnInfo) {
	x.in.event(func() { x.tell(func(l Listener) error { return l.OnSecure(info) }) })
}

func (x *session) writable() {
	x.in.order(func() {
		x.tell(func(l Listener) error { return l.OnWritable(x.out.queued()) })
	})
}

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

// inside reports whether the calling thread is in a callback of this session.
func (x *session) inside() bool { return x.thread.Load() == goroutine() }

func (x *session) send(data []byte) error {
	err := x.out.send(data, func() bool { return !x.inside() })
	if err == nil && len(data) > 0 {
		x.count.sends.Add(1)
	}
	return err
}

func (x *session) trySend(data []byte) bool {
	err := x.out.send(data, func() bool { return false })
	if err == nil && len(data) > 0 {
		x.count.sends.Add(1)
	}
	return err == nil
}

// flush waits until everything is written. Below 0 there is no limit.
func (x *session) flush(millis int64) error {
	if x.out.queued() == 0 {
		return nil
	}
	if x.inside() {
		return failure(CodeInvalidState, "flush", "a callback cannot wait: use OnWritable")
	}
	timeout, stop := timeoutOf(millis)
	defer stop()
	err := x.out.flush(timeout)
	if last := x.lastFailure(); err == errLost && last != nil {
		return last
	}
	return err
}

func (x *session) awaitClosed(millis int64) bool {
	return awaitClosed(x.closed, x.inside, millis)
}

// awaitClosed waits for closed, but not inside of a callback that is before it.
func awaitClosed(closed <-chan struct{}, inside func() bool, millis int64) bool {
	select {
	case <-closed:
		return true
	default:
	}
	if inside() {
		return false
	}
	timeout, stop := timeoutOf(millis)
	defer stop()
	select {
	case <-closed:
		return true
	case <-timeout:
		return false
	}
}

func timeoutOf(millis int64) (timeout <-chan time.Time, stop func()) {
	if millis < 0 {
		return nil, func() {}
	}
	timer := time.NewTimer(milliseconds(millis))
	return timer.C, func() { timer.Stop() }
}

// finish ends the outgoing direction.
func (x *session) finish() error { return x.out.finish() }

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

// halt ends the session at once.
func (x *session) halt() {
	x.quit.Store(true)
	if x.begin(func() { x.close(failure(CodeCancelled, "close", "by Close")) }) {
		return
	}
	x.abort()
	x.in.order(func() {
		if !x.linked {
			x.close(failure(CodeCancelled, "close", "by Close"))
		}
	})
}
