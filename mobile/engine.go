package mobile

import (
	"cmp"
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
	ended(why *Failure, opened bool)
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
		return failure(CodeCancelled, "close", "by Close")
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
	l.ready = true
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

func (e *engine) securing(l *line) {
	e.mu.Lock()
	l.upgraded, l.securing = true, time.Now()
	e.mu.Unlock()
	e.in.park()
	e.reached(l, StateSecuring)
}

// negotiated is called when a handshake has succeeded.
func (e *engine) negotiated(l *line, m any) {
	defer e.protect(l)
	s, _ := m.(stream.Secured)
	e.mu.Lock()
	info := ConnInfo{}
	if e.info != nil {
		info = *e.info
	}
	info.secured, info.version, info.protocol, info.chain = true, s.Version, s.Protocol, s.Peer
	e.info = &info
	e.count.handshakeTime.Store(int64(time.Since(l.securing)))
	e.owner.secured(&info)
	e.mu.Unlock()
	e.in.takeClear()
	l.touch()
	e.ready(l)
	e.out.release()
}

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
		e.breakOff(l, failure(CodeCancelled, "close", "by Close"))
	}
	e.in.drop()
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

// protect turns a panic on a goroutine of the connection into its end.
func (e *engine) protect(l *line) {
	if v := recover(); v != nil {
		e.breakOff(l, panicked(v))
	}
}

// secure asks for TLS in mid-stream.
func (e *engine) secure(t *TLSOptions, server bool) error {
	if t == nil {
		return invalid("MakeSecure", "it needs TLSOptions")
	}
	upgrade, err := t.set.upgrade(e.set.host, server)
	if err != nil {
		return err
	}
	e.mu.Lock()
	l := e.line
	can := l != nil && l.ready && !l.upgraded
	if can {
		l.upgraded = true
		e.in.keepClear()
	}
	e.mu.Unlock()
	if !can {
		return failure(CodeInvalidState, "MakeSecure", "it needs a connection that is ready and not secured")
	}
	if err := e.out.upgrade(upgrade); err != nil {
		e.in.takeClear()
		return err
	}
	return nil
}

func (e *engine) stats() *Stats {
	c := &e.count
	s := &Stats{
		BytesIn: c.bytesIn.Load(), BytesOut: c.bytesOut.Load(), ChunksIn: c.chunksIn.Load(),
		Sends: c.sends.Load(), Connects: c.connects.Load(), Retries: c.retries.Load(),
		QueuedBytes:   e.out.queued(),
		ConnectMillis: time.Duration(c.connectTime.Load()).Milliseconds(), HandshakeMillis: time.Duration(c.handshakeTime.Load()).Milliseconds(),
	}
	if since := c.connectedSince.Load(); since != 0 {
		s.ConnectedMillis = (time.Since(epoch) - time.Duration(since)).Milliseconds()
	}
	return s
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
