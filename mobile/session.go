package mobile

import (
	"sync"
	"sync/atomic"

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
	x.in.serve(&x.thread, &x.done, x.handle)
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
