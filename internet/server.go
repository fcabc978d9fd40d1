package internet

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// TCPServer accepts connections and offers each as a ConnectedSocketAdapter.
//
// Set fields before it is activated; Activate returns the error of a port that
// cannot be had. Its boxes are those of Kamaelia's:
//
//   - ProtocolHandlerSignal says NewCSA for each connection, whose adapter the
//     receiver links and activates, and ShutdownCSA once that has ended. What
//     nobody takes is closed.
//   - Control: ServerShutdown and ShutdownMicroprocess end the listening at once
//     and leave the connections alone. ProducerFinished ends the listening, and the
//     server when the last connection has ended.
//   - Signal says an ErrorInformation for every failure to accept, and at last what
//     the server was told to end by, or ProducerFinished.
//   - FeedbackFromCSA takes the adapters' news.
//   - On the selector path SelectorSignal asks the Selector for a notice, which comes to
//     NewConnection, for each connection. Elsewhere messages to it are accepted and
//     nothing follows. SelectorShutdownSignal says nothing: a Selector ends with its
//     last user.
type TCPServer struct {
	axon.Life
	Control                axon.In[axon.Signal]
	NewConnection          axon.In[any]
	FeedbackFromCSA        axon.In[axon.Signal]
	ProtocolHandlerSignal  axon.Out[axon.Signal]
	Signal                 axon.Out[axon.Signal]
	SelectorSignal         axon.Out[any]
	SelectorShutdownSignal axon.Out[any]

	// Host is the address to listen on, all of the machine's when empty.
	Host string

	// Ports, when the port is negative, are tried in turn from a random one on.
	// The zero value means 2000 to 50000, Kamaelia's.
	Ports [2]int

	// ListenConfig has the options of the socket: backlog, address reuse, the
	// budget of threads, Control for others.
	ListenConfig blocking.ListenConfig

	// MaxConnections bounds how many are open at a time, 0 means no bound. Further
	// ones wait in the backlog.
	MaxConnections int

	// Limits are those of the adapters.
	Limits Limits

	core     core // that serves the connections, if one does
	port     int
	listener *blocking.Listener
	path     listening

	mu     sync.Mutex
	order  axon.Signal                          // that has ended the listening
	open   int                                  // connections
	ending map[net.Conn]*ConnectedSocketAdapter // whose adapters are about to say so
	closed chan struct{}                        // rung when a connection has ended
}

// A core is a ServerCore to the adapters of its connections, of which programs are not to
// have it that have none.
type core interface {
	peerFinished(*ConnectedSocketAdapter)
	adapterEnded(*ConnectedSocketAdapter)
}

// AnyPort makes a server look for a free port of its Ports.
const AnyPort = -1

// NewTCPServer returns a server that listens on a port, 0 for one that the system
// chooses (see Addr), AnyPort for one of Ports.
func NewTCPServer(port int) *TCPServer {
	return &TCPServer{port: port, ending: map[net.Conn]*ConnectedSocketAdapter{}, closed: make(chan struct{}, 1)}
}

// Boxes lists the boxes by their names in Kamaelia.
func (s *TCPServer) Boxes() axon.Boxes {
	return axon.Boxes{
		{Name: "control", Box: &s.Control},
		{Name: "newconnection", Box: &s.NewConnection},
		{Name: "_feedbackFromCSA", Box: &s.FeedbackFromCSA},
		{Name: "protocolHandlerSignal", Box: &s.ProtocolHandlerSignal},
		{Name: "signal", Box: &s.Signal},
		{Name: "_selectorSignal", Box: &s.SelectorSignal},
		{Name: "_selectorShutdownSignal", Box: &s.SelectorShutdownSignal},
	}
}

// Addr returns where the server listens, nil before its activation.
func (s *TCPServer) Addr() net.Addr {
	if s.listener == nil {
		return nil
	}
	return s.listener.Addr()
}

// Prepare is called by axon.Activate: it listens.
func (s *TCPServer) Prepare(ctx context.Context) (err error) {
	if err = s.path.open(); err != nil {
		return err
	}
	if s.listener, err = s.listen(ctx); err == nil {
		if err = s.path.begin(s, s.listener); err == nil {
			return nil
		}
		s.listener.Close()
	}
	s.path.close()
	return err
}

func (s *TCPServer) listen(ctx context.Context) (*blocking.Listener, error) {
	if s.port < AnyPort || s.port > 65535 {
		address := net.JoinHostPort(s.Host, strconv.Itoa(s.port))
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: &net.AddrError{Err: "port must be from 0 to 65535", Addr: address}}
	}
	if s.port >= 0 {
		return s.ListenConfig.Listen(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.port)))
	}
	return s.listenSomewhere(ctx)
}

// Run is called by axon.Activate.
func (s *TCPServer) Run(ctx context.Context) error {
	s.NewConnection.Handle(func(_ context.Context, m any) { s.path.notice(m) })
	s.FeedbackFromCSA.Handle(func(_ context.Context, m axon.Signal) { s.ended(m) })
	s.Control.Handle(func(_ context.Context, m axon.Signal) { s.obey(m) })
	defer context.AfterFunc(ctx, s.interrupt)()
	err := s.accept(ctx)
	s.path.close()
	s.listener.Close()
	order := s.ordered()
	if err == nil && order != nil && order.Stop() == axon.Drained {
		s.idle(ctx, 1, axon.Now)
	}
	if err == nil && order != nil {
		s.Signal.Send(context.WithoutCancel(ctx), order)
	}
	return err
}

func (s *TCPServer) obey(m axon.Signal) {
	if m == nil || m.Stop() == axon.Never {
		return
	}
	s.mu.Lock()
	if s.order == nil || s.order.Stop() == axon.Drained {
		s.order = m
	}
	s.mu.Unlock()
	s.interrupt()
	s.ring()
}

// interrupt ends a wait in Accept.
func (s *TCPServer) interrupt() {
	s.listener.SetDeadline(time.Unix(1, 0))
	s.path.interrupt()
}

func (s *TCPServer) ordered() axon.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.order
}

// idle waits until fewer than n connections are open, and reports whether that
// was before an order to stop, at that urgency or above.
func (s *TCPServer) idle(ctx context.Context, n int, urgency axon.When) bool {
	for {
		s.mu.Lock()
		open, order := s.open, s.order
		s.mu.Unlock()
		switch {
		case order != nil && order.Stop() >= urgency:
			return false
		case open < n:
			return true
		}
		select {
		case <-s.closed:
		case <-ctx.Done():
			return false
		}
	}
}

func (s *TCPServer) ring() {
	select {
	case s.closed <- struct{}{}:
	default:
	}
}

var errNoPort = errors.New("no free port")
