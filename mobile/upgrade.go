package mobile

import (
	"time"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// How an engine secures its connection in mid-stream, or from its start.

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
	can := l != nil && !l.ready.IsZero() && !l.upgraded
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
