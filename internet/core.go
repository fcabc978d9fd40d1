package internet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A Protocol makes the component that speaks with one client. It has the boxes
// inbox, control, outbox and signal. More are linked where it has them: an outbox
// serversignal sends the server what its control understands, an outbox makessl
// the adapter an upgrade, and an inbox sslready hears what was negotiated. Words that
// agree to an upgrade go with it, see secure.After.
type Protocol func(Peer) axon.Component

// Peer tells of a connection that a server has accepted.
type Peer struct {
	Remote, Local net.Addr
	Conn          net.Conn // for options only; the adapter reads and writes it
}

// ServerCore runs a protocol's component for every connection that it accepts.
//
// The adapter's outbox leads to the component's inbox and the component's outbox
// to the adapter's inbox. The component's signal leads to the adapter's control:
// what it sends before it ends is written in full when it ends in order, and within
// HardFlush after a ShutdownMicroprocess. Its control hears ProducerFinished when
// the client has ended its side, which it may still answer, and SocketShutdown
// when the connection is closed. A component that has not ended HandlerTime after
// that is cancelled.
//
// Control: ServerShutdown and ShutdownMicroprocess end the server and every
// connection, ProducerFinished lets the connections that are open end first.
// Signal says an ErrorInformation for each failure; that of a component, panics
// included, ends its own connection only. Last is the message that has ended the
// server, or ProducerFinished. Inbox and Outbox are not used.
type ServerCore struct {
	axon.Base[[]byte, []byte]
	SocketActivity axon.In[axon.Signal]
	ServerSignal   axon.Out[axon.Signal]

	// Server accepts; its fields may be set before the activation.
	Server *TCPServer

	// HandlerTime is how long a component may live on without its connection. 0
	// means 5 seconds.
	HandlerTime time.Duration

	// MakeSSL, if not nil, is an upgrade of package secure that every connection
	// begins with: TLS from the first byte.
	MakeSSL any

	protocol Protocol

	ctx      context.Context
	endless  context.Context // ctx for sessions, see cancelAll
	unhook   func() bool
	server   *axon.Handle
	news     axon.In[axon.Signal] // of adapters
	mu       sync.Mutex
	cause    error // why ctx has ended
	sessions []*session
	order    axon.Signal
	ended    chan struct{} // rung when a session has
}

// SimpleServer is the name of a ServerCore whose components know nothing of their
// clients, see NewSimpleServer.
type SimpleServer = ServerCore

// ErrHandlerRuns is matched by the error of a server whose components did not end.
var ErrHandlerRuns = errors.New("protocol component still runs though it was cancelled")

// NewServerCore returns a server of a protocol on a port; see NewTCPServer.
func NewServerCore(protocol Protocol, port int) *ServerCore {
	return &ServerCore{Server: NewTCPServer(port), protocol: protocol, ended: make(chan struct{}, 1)}
}

// NewSimpleServer returns a server whose components know nothing of their clients.
func NewSimpleServer(protocol func() axon.Component, port int) *ServerCore {
	if protocol == nil {
		return NewServerCore(nil, port)
	}
	return NewServerCore(func(Peer) axon.Component { return protocol() }, port)
}

// Boxes lists the boxes by their names in Kamaelia.
func (s *ServerCore) Boxes() axon.Boxes {
	return append(s.Base.Boxes(),
		axon.Port{Name: "_socketactivity", Box: &s.SocketActivity},
		axon.Port{Name: "_serversignal", Box: &s.ServerSignal})
}

// Children returns what runs now: the TCPServer, adapters and components.
func (s *ServerCore) Children() []axon.Component {
	children := []axon.Component{s.Server}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		children = append(children, x.adapter(), x.handler)
	}
	return children
}

// Addr returns where the server listens, nil before its activation.
func (s *ServerCore) Addr() net.Addr { return s.Server.Addr() }

// Prepare is called by axon.Activate: it listens.
func (s *ServerCore) Prepare(ctx context.Context) (err error) {
	if s.protocol == nil {
		return fmt.Errorf("%s: no protocol: give a function that makes its component", s.Name())
	}
	s.ctx, s.endless = ctx, context.WithoutCancel(ctx)
	s.unhook = context.AfterFunc(ctx, func() { s.cancelAll(context.Cause(ctx)) })
	s.news.Handle(func(_ context.Context, m axon.Signal) {
		if e, ok := m.(axon.ErrorInformation); ok {
			s.say(e) // the adapter has told the logger
		}
	})
	s.Server.core = s
	s.SocketActivity.Handle(func(_ context.Context, m axon.Signal) { s.serve(m) })
	office := s.Postoffice()
	if _, err = office.Link(&s.ServerSignal, &s.Server.Control); err == nil {
		_, err = office.Link(&s.Server.ProtocolHandlerSignal, &s.SocketActivity)
	}
	if err == nil {
		_, err = office.Link(&s.Server.Signal, s.shortages())
	}
	if err == nil {
		s.server, err = axon.Activate(ctx, s.Server)
	}
	if err != nil {
		s.unhook()
	}
	return err
}

// shortages is a box that passes on what the TCPServer has to tell. The error that it
// ends with is this component's own.
func (s *ServerCore) shortages() *axon.In[axon.Signal] {
	var news axon.In[axon.Signal]
	news.Handle(func(_ context.Context, m axon.Signal) {
		if e, ok := m.(axon.ErrorInformation); ok && isShortage(e) {
			s.say(m)
		}
	})
	return &news
}

// Run is called by axon.Activate.
func (s *ServerCore) Run(ctx context.Context) error {
	defer s.unhook()
	s.Control.Handle(func(_ context.Context, m axon.Signal) { s.obey(m) })
	err := s.server.Wait()
	s.turnAway()
	order := s.ordered()
	if err != nil || order == nil || order.Stop() == axon.Now {
		s.closeAll() // else the TCPServer has waited for the last connection
	}
	err = errors.Join(err, s.wait())
	if err == nil && order != nil {
		s.say(order)
	}
	return err
}

func (s *ServerCore) obey(m axon.Signal) {
	if m == nil || m.Stop() == axon.Never {
		return
	}
	s.mu.Lock()
	if s.order == nil || s.order.Stop() == axon.Drained {
		s.order = m
	}
	s.mu.Unlock()
	s.ServerSignal.Send(s.ctx, m)
}

func (s *ServerCore) ordered() axon.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.order
}

// turnAway waits for a connection that is being served, by whichever goroutine, and
// refuses those behind it.
func (s *ServerCore) turnAway() {
	s.SocketActivity.Refuse()
	s.SocketActivity.Seize()
	for {
		m, err := s.SocketActivity.TryRecv()
		if err != nil {
			return
		}
		if offer, ok := m.(axon.NewCSA); ok {
			offer.CSA.(*ConnectedSocketAdapter).refuse()
		}
	}
}

// closeAll tells every connection to end soon.
func (s *ServerCore) closeAll() {
	s.mu.Lock()
	sessions := slices.Clone(s.sessions)
	s.mu.Unlock()
	for _, x := range sessions {
		x.hurry()
	}
}

// cancelAll ends every session with the server's context. Theirs are not made of it,
// which would take more memory than an idle connection is to have.
func (s *ServerCore) cancelAll(cause error) {
	s.mu.Lock()
	s.cause = cause
	sessions := slices.Clone(s.sessions)
	s.mu.Unlock()
	for _, x := range sessions {
		x.cancel(cause)
	}
}

// cancelled returns why the server's context has ended, nil before.
func (s *ServerCore) cancelled() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cause
}

// wait returns when every adapter and component has ended, or should have.
func (s *ServerCore) wait() error {
	limit := 2*s.handlerTime() + s.Server.Limits.times().Hard
	for {
		s.mu.Lock()
		left := len(s.sessions)
		s.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-s.ended:
		case <-time.After(limit):
			return fmt.Errorf("%d connections: %w", left, ErrHandlerRuns)
		}
	}
}

func (s *ServerCore) handlerTime() time.Duration { return cmp.Or(s.HandlerTime, 5*time.Second) }

func (s *ServerCore) report(caller string, err error) {
	warn(s.ctx, caller, err)
	s.say(axon.ErrorInformation{Caller: caller, Err: err})
}

// say sends news or the last message.
func (s *ServerCore) say(m axon.Signal) { s.Signal.Send(context.WithoutCancel(s.ctx), m) }

// serve hears of a new connection.
func (s *ServerCore) serve(m axon.Signal) {
	offer, ok := m.(axon.NewCSA)
	if !ok {
		return
	}
	adapter := offer.CSA.(*ConnectedSocketAdapter)
	x := (*session)(adapter)
	x.owner, x.place, x.parts = s.Server, -1, 1
	if err := x.start(); err != nil {
		adapter.refuse()
		s.report(s.Name(), err)
	}
	x.leave()
}
