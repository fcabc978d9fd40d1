package internet

import (
	"context"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// offer hands a connection to whoever is linked, and closes it when nobody is.
func (s *TCPServer) offer(ctx context.Context, conn *blocking.Conn) {
	a := NewConnectedSocketAdapter(conn)
	a.Limits = s.Limits
	s.mu.Lock()
	s.open[conn] = a
	s.mu.Unlock()
	if _, err := axon.Link(&a.CreatorFeedback, &s.FeedbackFromCSA); err != nil {
		s.forget(conn)
		return
	}
	before := s.ProtocolHandlerSignal.Discarded()
	err := s.ProtocolHandlerSignal.Send(ctx, axon.NewCSA{Caller: s.Name(), CSA: a, Conn: conn})
	if err != nil || s.ProtocolHandlerSignal.Discarded() != before {
		s.forget(conn)
	}
}

// forget closes a connection that nobody has taken.
func (s *TCPServer) forget(conn *blocking.Conn) {
	conn.Close()
	s.mu.Lock()
	delete(s.open, conn)
	s.mu.Unlock()
}

// ended hears that an adapter has closed its socket.
func (s *TCPServer) ended(m axon.Signal) {
	news, ok := m.(axon.SocketShutdown)
	if !ok {
		return
	}
	conn, _ := news.Conn.(*blocking.Conn)
	s.mu.Lock()
	a := s.open[conn]
	delete(s.open, conn)
	s.mu.Unlock()
	if a != nil {
		s.ProtocolHandlerSignal.Send(context.Background(), axon.ShutdownCSA{Caller: s.Name(), CSA: a, Conn: conn})
		s.ring()
	}
}
