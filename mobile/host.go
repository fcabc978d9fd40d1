package mobile

import (
	"context"
	"net"
	"sync"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/internet"
)

// A host is what a Server is: an internet.TCPServer, the thread that calls the
// ServerListener, and the peers. Like a session it decides on that thread alone.
type host struct {
	bind    string
	port    int
	set     settings
	upgrade stream.Upgrade
	in      inflow
	order   axon.Out[axon.Signal]
	offers  axon.In[axon.Signal]
	thread  atomic.Int64
	closed  chan struct{} // after OnServerClosed

	mu      sync.Mutex
	begun   bool
	quit    bool
	server  *internet.TCPServer
	handle  *axon.Handle
	journal journal

	// Of the host's thread alone.
	listener ServerListener
	peers    map[*session]bool
	over     bool // it listens no more
	why      *Failure
	halting  bool
	done     bool
}

// start listens, and begins to accept.
func (h *host) start() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.begun || h.quit {
		return failure(CodeInvalidState, "start", "it was started before, or has ended")
	}
	upgrade, err := h.set.upgrade(true)
	if err != nil {
		return err
	}
	h.upgrade, h.journal.to = upgrade, h.set.logger
	h.server = internet.NewTCPServer(h.port)
	h.server.Host = h.bind
	h.server.ListenConfig.KeepAlive, h.server.ListenConfig.Nagle = h.set.keepAlive, h.set.nagle
	h.server.ListenConfig.DisableKeepAlive = h.set.keepAlive.Idle < 0
	h.server.Limits = internet.Limits{
		ReadSize: h.set.readSize(),
		Linger:   internet.NoLimit, // see line.parting
	}
	h.offers.Handle(func(_ context.Context, m axon.Signal) { h.offered(m) })
	office := h.server.Postoffice()
	if _, err = office.Link(&h.server.ProtocolHandlerSignal, &h.offers); err == nil {
		_, err = axon.Link(&h.order, &h.server.Control)
	}
	if err == nil {
		h.handle, err = axon.Activate(context.Background(), h.server)
	}
	if err != nil {
		return failureOf("listen", err)
	}
	h.begun = true
	h.handle.OnEnd(func(err error) { h.in.event(func() { h.ended(err) }) })
	go h.run()
	return nil
}

func (h *host) run() {
	h.in.serve(&h.thread, &h.done, h.handleItem)
	h.listener = nil
	close(h.closed)
}

// handleItem never panics: a fault ends the server.
func (h *host) handleItem(it item) {
	defer func() {
		if v := recover(); v != nil {
			h.why = panicked(v)
			h.stopListening()
		}
	}()
	it.event()
}

// ended hears that the server accepts no more.
func (h *host) ended(err error) {
	h.over = true
	if err != nil && h.why == nil {
		h.why = failureOf("accept", err)
	}
	for x := range h.peers {
		h.end(x)
	}
	h.finish()
}

// end ends a peer as the app has told the server to.
func (h *host) end(x *session) {
	if h.halting {
		x.halt()
	} else {
		x.stop()
	}
}

// finish calls OnServerClosed when nothing is left.
func (h *host) finish() {
	if !h.over || len(h.peers) > 0 || h.done {
		return
	}
	h.done = true
	defer func() { _ = recover() }()
	if err := h.listener.OnServerClosed(h.why); err != nil {
		h.journal.log(LogError, "server", "OnServerClosed: "+err.Error())
	}
}

// stop stops listening, and ends the peers, in order or at once.
func (h *host) stop(atOnce bool) {
	h.mu.Lock()
	begun := h.begun
	h.begun, h.quit = true, true
	h.mu.Unlock()
	if !begun { // there is only OnServerClosed to be called
		h.in.order(func() { h.ended(nil) })
		go h.run()
		return
	}
	h.in.order(func() {
		h.halting = h.halting || atOnce
		if h.over {
			h.ended(nil)
		}
		h.stopListening()
	})
}

func (h *host) stopListening() {
	_ = h.order.Send(context.Background(), axon.ShutdownMicroprocess{Caller: "mobile"})
}

func (h *host) inside() bool { return h.thread.Load() == goroutine() }

func (h *host) addr() net.Addr {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.server == nil {
		return nil
	}
	return h.server.Addr()
}
