package mobile

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
)

// What a session does that was accepted, and not dialled, and a host with what its
// server has accepted.

// enter begins the session, with the connection that it has. Orders of the app, who
// was told of it before, come first.
func (x *session) enter(l Listener) {
	x.listener = l
	x.in.event(x.dialled)
	go x.run()
}

// peerFinished is called when the client has ended its side. What the app sends in
// the callbacks before that still goes out.
func (x *session) peerFinished() {
	x.in.end()
	x.in.event(func() {
		if l := x.current(); l != nil && !x.out.told() {
			x.blame(l, failure(CodeClosedByPeer, "read", "the peer has ended the connection"))
			_ = x.out.finish()
		}
	})
}

// refused ends a session that nobody listens to.
func (x *session) refused() {
	x.quit.Store(true)
	x.out.close()
	close(x.closed)
}

// offered hears of a connection, on the accepting goroutine.
func (h *host) offered(m axon.Signal) {
	if offer, ok := m.(axon.NewCSA); ok {
		adapter := offer.CSA.(*internet.ConnectedSocketAdapter)
		h.in.event(func() { h.welcome(adapter) })
	}
}

// welcome asks who listens to a peer, and brings it to life.
func (h *host) welcome(adapter *internet.ConnectedSocketAdapter) {
	x := newSession("peer", h.set, h.upgrade, nil)
	x.begun.Do(func() {}) // by enter: orders wait until then
	x.made(adapter.Conn())
	adapter.Hooks = &internet.Hooks{Wrote: x.out.wrote, Unread: x.in.unread, Space: x.in.lend, PeerFinished: x.peerFinished}
	adapter.Inbox.SetSize(0)
	listener, err := h.ask(&Peer{x})
	if err != nil || listener == nil {
		if err != nil {
			h.journal.log(LogError, "server", err.Error())
		}
		refuse(adapter)
		x.refused()
		return
	}
	x.connect = func() error { return x.open(adapter, 0, adapter.Conn()) }
	x.after = func() {
		if adapter.State() == axon.New { // the app has closed it in OnPeer
			refuse(adapter)
		}
		h.in.event(func() { h.left(x) })
	}
	h.peers[x] = true
	x.enter(listener)
	if h.over {
		h.end(x)
	}
}

func (h *host) ask(p *Peer) (l Listener, err error) {
	defer rescue(&err)
	return h.listener.OnPeer(p)
}

// refuse closes a connection in the way that the server counts.
func refuse(adapter *internet.ConnectedSocketAdapter) {
	if handle, err := axon.Activate(context.Background(), adapter); err == nil {
		handle.Cancel()
	}
}

func (h *host) left(x *session) {
	delete(h.peers, x)
	h.finish()
}
