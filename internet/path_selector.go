//go:build selector

package internet

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/selector"
)

// Engine says what drives connections: "blocking", a goroutine for each, which waits in
// the system, or, in programs built with the tag selector, "selector", one loop for all.
func Engine() string { return "selector" }

// A path is what a component needs of its build's way to drive connections: here,
// the Selector that the process has.
type path struct{ selector *selector.Selector }

func (p *path) open() (err error) {
	p.selector, err = selector.GetSelectorServices(axon.DefaultTracker())
	return err
}

func (p *path) close() {
	if p.selector != nil {
		p.selector.Release()
		p.selector = nil
	}
}

// launch reports whether a runs without a goroutine. What a loop cannot drive does
// not, such as one end of a net.Pipe.
func (p *path) launch(ctx context.Context, a *ConnectedSocketAdapter) bool {
	if a.client() == nil && !connection.Launches(a.conn) {
		return false
	}
	if err := p.open(); err != nil {
		a.link.Fail(err)
		return false
	}
	a.link.Launch(ctx, p.selector, a)
	return true
}

// Ended is called by a connection that was launched.
func (p *adapted) Ended(howDied error) {
	a := (*ConnectedSocketAdapter)(p)
	a.ended(howDied)
	a.path.close()
	a.End(a.link.Err())
}

// A listening is the same for a TCPServer, which is sent a notice for each connection.
type listening struct {
	path
	server  *TCPServer
	fd      int
	linkage *axon.Linkage
	notices chan selector.Notice
	hurry   chan struct{}
}

func (l *listening) begin(s *TCPServer, listener *blocking.Listener) error {
	raw, err := listener.SyscallConn()
	if err != nil {
		return err
	}
	if err := raw.Control(func(fd uintptr) { l.fd = int(fd) }); err != nil {
		return err
	}
	l.server, l.notices, l.hurry = s, make(chan selector.Notice, 1), make(chan struct{}, 1)
	l.linkage, err = axon.LinkBoxes(&s.SelectorSignal, &l.selector.Notify)
	return err
}

// await returns when there may be a connection to accept.
func (l *listening) await(ctx context.Context) error {
	err := l.server.SelectorSignal.Send(ctx, selector.NewReader{Component: l.server, Inbox: "newconnection", Descriptor: l.fd})
	if err != nil {
		return err
	}
	select {
	case n := <-l.notices:
		return n.Err
	case <-l.hurry:
	case <-ctx.Done():
	}
	return nil // and Accept finds out
}

// interrupt ends a wait for good.
func (l *listening) interrupt() {
	select {
	case l.hurry <- struct{}{}:
	default:
	}
}

// notice hears from the Selector.
func (l *listening) notice(m any) {
	if n, ok := m.(selector.Notice); ok {
		select {
		case l.notices <- n:
		default: // it knows
		}
	}
}

func (l *listening) close() {
	if l.linkage != nil {
		l.server.SelectorSignal.Send(context.Background(), selector.RemoveReader{Descriptor: l.fd})
		l.linkage.Unlink()
	}
	l.path.close()
}
