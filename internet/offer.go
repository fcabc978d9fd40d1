package internet

import (
	"context"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// offer hands a connection to whoever is linked, and closes it when nobody is.
func (s *TCPServer) offer(ctx context.Context, conn *blocking.Conn) {
	a := NewConnectedSocketAdapter(conn)
	a.Limits, a.owner, a.counted = s.Limits, s, true
	s.mu.Lock()
	s.open++
	s.mu.Unlock()
	if err := axon.Join(&a.CreatorFeedback, &s.FeedbackFromCSA); err != nil {
		s.forget(a)
		return
	}
	before := s.ProtocolHandlerSignal.Discarded()
	err := s.ProtocolHandlerSignal.Send(ctx, axon.NewCSA{Caller: s.Name(), CSA: a, Conn: conn})
	if err != nil || s.ProtocolHandlerSignal.Discarded() != before {
		s.forget(a)
	}
}

// forget closes a connection that nobody has taken.
func (s *TCPServer) forget(a *ConnectedSocketAdapter) {
	a.conn.Close()
	s.uncount(a)
}

func (s *TCPServer) uncount(a *ConnectedSocketAdapter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.counted {
		a.counted = false
		s.open--
	}
}

// feedback tells the server that an adapter has closed its socket. The message names the
// connection only.
func (s *TCPServer) feedback(a *ConnectedSocketAdapter, m axon.SocketShutdown) {
	s.mu.Lock()
	if a.counted {
		s.ending[a.conn] = a
	}
	s.mu.Unlock()
	if a.CreatorFeedback.Send(context.Background(), m) != nil {
		s.mu.Lock()
		delete(s.ending, a.conn)
		s.mu.Unlock()
	}
}

// ended hears that an adapter has closed its socket.
func (s *TCPServer) ended(m axon.Signal) {
	news, ok := m.(axon.SocketShutdown)
	if !ok {
		return
	}
	conn, _ := news.Conn.(net.Conn)
	s.mu.Lock()
	a := s.ending[conn]
	delete(s.ending, conn)
	s.mu.Unlock()
	if a != nil {
		s.uncount(a)
		s.ProtocolHandlerSignal.Send(context.Background(), axon.ShutdownCSA{Caller: s.Name(), CSA: a, Conn: conn})
		s.ring()
	}
}
