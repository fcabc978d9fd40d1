package mobile

import "net"

// Server accepts connections and tells a [ServerListener] of each.
//
// Its methods may be called from any thread, and none of them waits but AwaitClosed.
type Server struct{ h *host }

// NewServer returns a server for a port of an address of this machine: "" for all
// addresses, 0 for a port that the system chooses. The error's code is
// CodeInvalidArgument.
func NewServer(bind string, port int32, l ServerListener) (server *Server, err error) {
	defer rescue(&err)
	if l == nil {
		return nil, invalid("NewServer", "it needs a ServerListener")
	}
	if port < 0 || port > 65535 {
		return nil, invalid("NewServer", "the port must be from 0 to 65535")
	}
	h := &host{bind: bind, port: int(port), listener: l, peers: map[*session]bool{}, closed: make(chan struct{})}
	h.set.fill()
	h.in.prepare(0, 0)
	return &Server{h}, nil
}

// SetPeerConfig sets what the peers have of a Config: timeouts, limits, frames, TLS
// with the server's certificate, the logger. Its host and port, initial message,
// retries and proxy have no use here. It is called before Start.
func (s *Server) SetPeerConfig(cfg *Config) (err error) {
	defer rescue(&err)
	h := s.host()
	set, err := cfg.settings("SetPeerConfig")
	if err != nil {
		return err
	}
	if set.startTLS {
		return invalid("SetPeerConfig", "SetTLSAfterReply is for clients: call Peer.MakeSecure")
	}
	set.host, set.initial, set.retry, set.delay = "", nil, nil, 0
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.begun || h.quit {
		return failure(CodeInvalidState, "SetPeerConfig", "the server was started before, or has ended")
	}
	h.set = set
	return nil
}

// Start listens and begins to accept. The error is that of a port that cannot be
// had; its code is CodeInvalidState when the server was started before.
func (s *Server) Start() (err error) {
	defer rescue(&err)
	return s.host().start()
}

// Port returns the port that the server listens on, 0 before Start.
func (s *Server) Port() (port int32) {
	defer survive()
	if addr, ok := s.host().addr().(*net.TCPAddr); ok {
		return int32(addr.Port)
	}
	return 0
}

// Stop stops listening, ends every peer in order, and returns at once.
func (s *Server) Stop() {
	defer survive()
	s.host().stop(false)
}

// Close stops listening, ends every peer at once, and returns at once.
func (s *Server) Close() {
	defer survive()
	s.host().stop(true)
}

// AwaitClosed waits until OnServerClosed has returned, and reports whether it has.
// Below 0 there is no limit. On the callback thread it never waits.
func (s *Server) AwaitClosed(timeoutMillis int64) (closed bool) {
	defer survive()
	h := s.host()
	return awaitClosed(h.closed, h.inside, timeoutMillis)
}

// host returns one that has ended for a Server that NewServer has not made.
func (s *Server) host() *host {
	if s == nil || s.h == nil {
		h := &host{quit: true, begun: true, closed: make(chan struct{})}
		h.in.prepare(0, 0)
		close(h.closed)
		return h
	}
	return s.h
}
