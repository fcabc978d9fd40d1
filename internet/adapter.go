package internet

import (
	"context"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Secured is what a handshake of TLS has negotiated.
type Secured = stream.Secured

// ConnectedSocketAdapter is a component around a socket that is connected.
//
// Set fields before it is activated. Its boxes are those of Kamaelia's:
//
//   - Inbox takes bytes for the peer, Outbox gives what comes from there in pieces
//     of at most ReadSize. A slow receiver slows the peer down.
//   - Control: a message that stops Drained (ProducerFinished) makes it write all
//     it has, half close, read on to the peer's end or Linger, and close. One that
//     stops Now (ShutdownMicroprocess) leaves HardFlush for that.
//   - CreatorFeedback says SocketShutdown once the socket is closed, and then
//     Signal says ShutdownCSA, each once. Errors go out by Signal before.
//   - MakeSSL takes an upgrade of package secure, or an empty message for the
//     default: what was sent before goes out in clear, what comes after waits for
//     the handshake. One from before the activation secures everything. SSLReady
//     says what was negotiated.
//   - ReadReady, SendReady and SelectorSignal are Kamaelia's for notices of a selector.
//     Messages are accepted and nothing follows: sockets that wait need no notice, and
//     on the selector path the loop calls the connection itself.
type ConnectedSocketAdapter struct {
	axon.Base[[]byte, []byte]
	ReadReady       axon.Sink
	SendReady       axon.Sink
	MakeSSL         axon.In[any]
	SSLReady        axon.Out[any] // a Secured
	CreatorFeedback axon.Out[axon.Signal]
	SelectorSignal  axon.Mute

	Limits

	// Hooks, if not nil, are functions of whoever makes more of the connection than its
	// boxes say.
	Hooks *Hooks

	// Host is what was dialled, which matters to TLS alone, as does Client: that
	// something was.
	Host   string
	Client bool

	// CrashOnBadData makes a message of a wrong type, which systems linked by name
	// can send, the end of the connection. Without, it is reported and skipped.
	CrashOnBadData bool

	// QuietErrors keeps errors from the logger of the context (WithLogger).
	QuietErrors bool

	prepared bool // beside the others, which are as small
	counted  bool // by its server, whose mu guards it

	// These are of a session.
	parts   int8
	place   int32
	handler axon.Component
	rare    *rare

	conn  net.Conn
	owner axon.Component // a *TCPClient, which it dials for, or the *TCPServer that has accepted conn
	path  path
	link  connection.Connection
}

// NewConnectedSocketAdapter returns an adapter of conn, which it owns from then on.
func NewConnectedSocketAdapter(conn net.Conn) *ConnectedSocketAdapter {
	return &ConnectedSocketAdapter{conn: conn}
}

// Boxes lists the boxes by their names in Kamaelia.
func (a *ConnectedSocketAdapter) Boxes() axon.Boxes {
	return axon.Boxes{
		{Name: "inbox", Box: &a.Inbox},
		{Name: "control", Box: &a.Control},
		{Name: "outbox", Box: &a.Outbox},
		{Name: "signal", Box: &a.Signal},
		{Name: "makessl", Box: &a.MakeSSL},
		{Name: "sslready", Box: &a.SSLReady},
		{Name: "ReadReady", Box: &a.ReadReady},
		{Name: "SendReady", Box: &a.SendReady},
		{Name: "CreatorFeedback", Box: &a.CreatorFeedback},
		{Name: "_selectorSignal", Box: &a.SelectorSignal},
	}
}

// A program has all methods of the types of fields. So owner is of none of these, which
// programs are not to have that have no use for them.

func (a *ConnectedSocketAdapter) client() *TCPClient { c, _ := a.owner.(*TCPClient); return c }
func (a *ConnectedSocketAdapter) server() *TCPServer { s, _ := a.owner.(*TCPServer); return s }

// Conn returns the connection, nil before there is one.
func (a *ConnectedSocketAdapter) Conn() net.Conn { return a.conn }

// Prepare is called by axon.Activate.
func (a *ConnectedSocketAdapter) Prepare(context.Context) error {
	if !a.prepared {
		a.prepare()
	}
	return nil
}

// prepare takes the boxes, so that what is sent from now on is found in order.
func (a *ConnectedSocketAdapter) prepare() {
	a.prepared = true
	a.link.Prepare((*adapted)(a))
}

// A server has an adapter for each connection, and these for all of them.
var handlers = connection.Handlers{
	Inbox:   axon.NewHandler(func(ctx context.Context, m []byte) { linkOf(ctx).Write(ctx, m) }),
	MakeSSL: axon.NewHandler(func(ctx context.Context, m any) { linkOf(ctx).Secure(m) }),
	Control: axon.NewHandler(func(ctx context.Context, m axon.Signal) { linkOf(ctx).Obey(m) }),
}

// linkOf also finds the connection of an adapter that is part of another component.
func linkOf(ctx context.Context) *connection.Connection {
	return axon.Receiver(ctx).(interface{ linked() *connection.Connection }).linked()
}

func (a *ConnectedSocketAdapter) linked() *connection.Connection { return &a.link }

// adapted is an adapter as its connection sees it.
type adapted ConnectedSocketAdapter

// Plan is called by the connection.
func (p *adapted) Plan() connection.Plan {
	a := (*ConnectedSocketAdapter)(p)
	plan := connection.Plan{
		Inbox: &a.Inbox, Control: &a.Control, Outbox: &a.Outbox, Caller: a.Name(), Component: a, Handlers: &handlers,
		ReadSize: a.readSize(), Times: a.times(),
		MakeSSL: &a.MakeSSL, Host: a.Host,
	}
	if h := a.Hooks; h != nil {
		plan.Wrote, plan.Unread, plan.Space = h.Wrote, h.Unread, h.Space
	}
	if c := a.client(); c != nil {
		plan.Dial, plan.Delay, plan.Initial, plan.Wait = c.dial, c.Delay, c.InitialMessage, c.WaitForServerClose
		plan.First, plan.Connected = "thread running", "socket connected"
	} else {
		plan.Conn, plan.Server = a.conn, !a.Client
	}
	return plan
}

// Ways is called by the connection.
func (p *adapted) Ways() (in *axon.In[[]byte], out *axon.Out[[]byte], wrote func(int)) {
	if h := p.Hooks; h != nil {
		wrote = h.Wrote
	}
	return &p.Inbox, &p.Outbox, wrote
}

// News is called by the connection.
func (p *adapted) News(m axon.Signal) { (*ConnectedSocketAdapter)(p).say(m) }

// Secured is called by the connection.
func (p *adapted) Secured(ctx context.Context, m Secured) { p.SSLReady.Send(ctx, m) }

// HasHandler is called by the connection.
func (p *adapted) HasHandler() bool {
	return p.handler != nil || p.Hooks != nil && p.Hooks.PeerFinished != nil
}

// TellHandler is called by the connection.
func (p *adapted) TellHandler() {
	if p.handler != nil {
		a := (*ConnectedSocketAdapter)(p)
		a.server().core.peerFinished(a)
		return
	}
	p.Hooks.PeerFinished()
}

func (a *ConnectedSocketAdapter) say(m axon.Signal) {
	signals := context.WithoutCancel(a.Context())
	if e, ok := m.(axon.ErrorInformation); ok && !a.QuietErrors {
		warn(signals, e.Caller, e.Err)
	}
	a.Signal.Send(signals, m)
}

// Run is called by axon.Activate.
func (a *ConnectedSocketAdapter) Run(ctx context.Context) error {
	a.ended(a.link.Run(ctx, a))
	return a.link.Err()
}

// Launch is called by axon.Activate: on the selector path Run is not.
func (a *ConnectedSocketAdapter) Launch(ctx context.Context) bool { return a.path.launch(ctx, a) }

// Stopped is called by the kernel, see axon.Stopper.
func (a *ConnectedSocketAdapter) Stopped() { a.link.Stopped(a.Context()) }

// ended says so, last.
func (a *ConnectedSocketAdapter) ended(howDied error) {
	a.feedback(howDied)
	a.say(axon.ShutdownCSA{Caller: a.Name(), CSA: a, Conn: a.conn})
}

// HasEnded is called by the kernel.
func (a *ConnectedSocketAdapter) HasEnded(error) {
	if a.handler != nil {
		a.server().core.adapterEnded(a)
	}
}

// refuse closes the connection of an adapter that is not activated, and says so to
// its server.
func (a *ConnectedSocketAdapter) refuse() {
	a.conn.Close()
	a.feedback(nil)
}

func (a *ConnectedSocketAdapter) feedback(howDied error) {
	m := axon.SocketShutdown{Caller: a.Name(), HowDied: howDied, Conn: a.conn}
	if s := a.server(); s != nil {
		s.feedback(a, m)
	} else {
		a.CreatorFeedback.Send(context.Background(), m)
	}
}

// BadMessage is called by the kernel.
func (a *ConnectedSocketAdapter) BadMessage(err error) {
	if a.CrashOnBadData {
		a.link.Fail(err)
		return
	}
	a.Signal.Send(context.Background(), axon.ErrorInformation{Caller: a.Name(), Err: err})
}
