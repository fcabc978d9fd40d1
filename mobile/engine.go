package mobile

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// An engine is what Client, Peer and Conn have in common: one connection at a time,
// and the flows from the app and to it.
type engine struct {
	set     settings
	name    string // in the log
	upgrade stream.Upgrade
	owner   owner
	journal journal
	count   counters
	in      inflow
	out     outflow

	mu      sync.Mutex
	line    *line
	conn    net.Conn
	info    *ConnInfo
	state   int32
	why     *Failure // that this end has ended the connection for
	last    *Failure
	leaving bool // after Stop: states of the connection are no news
	closed  bool // there is no further connection
}

// An owner hears from its engine, on goroutines of the connection, in the engine's
// lock. It must not wait.
type owner interface {
	reached(state int32, info *ConnInfo)
	secured(info *ConnInfo)
	writable()
	ended(why *Failure, ready time.Time) // since when it was, zero if never
}

// prepare is called once, before all else. upgrade is what secures each connection,
// nil for none.
func (e *engine) prepare(s settings, owner owner, upgrade stream.Upgrade) {
	e.set, e.owner, e.upgrade = s, owner, upgrade
	e.journal.to = s.logger
	e.in.prepare(s.window, s.readSize())
	e.out.limit = s.sendLimit
	e.out.writable = owner.writable
	e.out.progress = e.progressed
	e.out.hand = e.give
}

// open brings a component with a connection to life. initial is how many bytes it
// writes on its own; conn is what it is connected by already, if it is.
func (e *engine) open(component axon.Component, initial int, conn net.Conn) error {
	l := &line{component: component}
	e.in.begin(e.set.framing)
	if err := l.link(); err != nil {
		return err
	}
	l.outbox.Handle(func(ctx context.Context, p []byte) { e.received(ctx, l, p) })
	l.signal.Handle(func(_ context.Context, m axon.Signal) { e.news(l, m) })
	l.sslReady.Handle(func(_ context.Context, m any) { e.negotiated(l, m) })
	e.watch(l)
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return byClose()
	}
	e.line, e.info, e.why = l, nil, nil
	e.mu.Unlock()
	switch {
	case e.upgrade == nil:
	case e.set.startTLS:
		l.reply = &reply{want: e.set.reply}
	default:
		_ = l.makeSSL.TrySend(e.upgrade)
	}
	if conn != nil {
		e.made(conn)
		e.connected(l)
	}
	// Before the component lives: its handshake may be over before this goes on.
	e.out.open(l, initial, e.upgrade != nil)
	h, err := axon.Activate(context.Background(), component)
	if err != nil {
		return err
	}
	e.mu.Lock()
	l.handle = h
	ended := e.why != nil
	e.mu.Unlock()
	if ended {
		h.Cancel()
	}
	h.OnEnd(func(err error) { e.over(l, err) })
	return nil
}

// received takes data from the connection, on its goroutine.
func (e *engine) received(ctx context.Context, l *line, p []byte) {
	defer e.protect(l)
	e.count.bytesIn.Add(int64(len(p)))
	l.touch()
	defer l.touch()
	upgrade := false
	if l.reply != nil {
		found, err := l.reply.in(p)
		if err != nil {
			e.breakOff(l, failureOf("read", err))
			return
		}
		upgrade = found
	}
	l.full.Store(true)
	e.in.put(ctx, p)
	l.full.Store(false)
	if upgrade {
		l.reply = nil
		l.replied.stop()
		e.give(l, parcel{upgrade: e.upgrade})
	}
}

// news hears from the component.
func (e *engine) news(l *line, m axon.Signal) {
	defer e.protect(l)
	if status, ok := m.(axon.Status); ok && status.Text == "socket connected" {
		e.connected(l)
	}
}

// connected is called when the socket is connected, before data flows.
func (e *engine) connected(l *line) {
	e.count.connects.Add(1)
	e.count.connectedSince.Store(int64(time.Since(epoch)))
	l.written.start()
	l.replied.start()
	switch {
	case e.upgrade == nil:
		e.ready(l)
	case !e.set.startTLS:
		e.securing(l)
	}
}

func (e *engine) ready(l *line) {
	e.mu.Lock()
	if l.ready.IsZero() {
		l.ready = time.Now()
	}
	e.mu.Unlock()
	l.received.start()
	e.reached(l, StateReady)
}

// give hands a parcel to the line and never waits: the inbox has no bound, since the
// outflow has. A line that has ended refuses, and the message is still in the outflow.
func (e *engine) give(l *line, p parcel) {
	switch {
	case p.finish:
		l.order(axon.ProducerFinished{Caller: "mobile"})
	case p.upgrade != nil:
		e.securing(l)
		_ = l.makeSSL.TrySend(p.upgrade)
	default:
		_ = l.inbox.TrySend(p.data)
	}
}

// current returns the line, nil when there is none.
func (e *engine) current() *line {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.line
}

// reached notes a state of a line that has not ended, and tells the owner.
func (e *engine) reached(l *line, state int32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.line == l && !e.leaving {
		e.state = state
		e.owner.reached(state, e.info)
	}
}

func (e *engine) progressed(n int64) {
	e.count.bytesOut.Add(n)
	if l := e.current(); l != nil {
		l.written.touch()
		l.parting.touch()
	}
}

// epoch is what times are kept since.
var epoch = time.Now()

// stateNow, infoNow and lastFailure are for who asks.

func (e *engine) stateNow() int32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state
}

func (e *engine) infoNow() *ConnInfo {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.info
}

func (e *engine) lastFailure() *Failure {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last
}
