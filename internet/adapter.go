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
	ReadReady       axon.In[any]
	SendReady       axon.In[any]
	MakeSSL         axon.In[any]
	SSLReady        axon.Out[any] // a Secured
	CreatorFeedback axon.Out[axon.Signal]
	SelectorSignal  axon.Out[any]

	Limits

	// PeerFinished, if not nil, is called once when the peer has ended its side of
	// an open connection, after the last delivery, on a goroutine of its own. The
	// connection then stays open for writing until Control says to stop. When nil,
	// it is closed once what waits is written.
	PeerFinished func()

	// Wrote, if not nil, is called with how many bytes of inbox the system has taken:
	// what is left when the connection ends was not sent. It is called by whoever
	// writes, one at a time, and must not wait.
	Wrote func(n int)

	// Unread, if not nil, is called while a handshake begins to read, more than once,
	// also beside a delivery. What it returns is taken for the start of the handshake:
	// a receiver with a queue gives back what it had not used when it sent to makessl.
	Unread func() []byte

	// Space, if not nil, gives the n bytes of memory for each read. The pieces at
	// outbox that are in them are then the receiver's to keep: it gives other memory
	// the next time.
	Space func(n int) []byte

	// Client says that the connection was dialled, which matters to TLS alone, and
	// Host to whom.
	Client bool
	Host   string

	// CrashOnBadData makes a message of a wrong type, which systems linked by name
	// can send, the end of the connection. Without, it is reported and skipped.
	CrashOnBadData bool

	// QuietErrors keeps errors from the logger of the context (WithLogger).
	QuietErrors bool

	prepared bool // beside the others, which are as small
	conn     net.Conn
	client   *TCPClient      // that the adapter dials for, in place of conn
	signals  context.Context // that news is sent with
	path     path
	link     connection.Connection
}

// NewConnectedSocketAdapter returns an adapter of conn, which it owns from then on.
func NewConnectedSocketAdapter(conn net.Conn) *ConnectedSocketAdapter {
	return &ConnectedSocketAdapter{conn: conn}
}

// Boxes lists the boxes by their names in Kamaelia.
func (a *ConnectedSocketAdapter) Boxes() axon.Boxes {
	return append(a.Base.Boxes(),
		axon.Port{Name: "makessl", Box: &a.MakeSSL},
		axon.Port{Name: "sslready", Box: &a.SSLReady},
		axon.Port{Name: "ReadReady", Box: &a.ReadReady},
		axon.Port{Name: "SendReady", Box: &a.SendReady},
		axon.Port{Name: "CreatorFeedback", Box: &a.CreatorFeedback},
		axon.Port{Name: "_selectorSignal", Box: &a.SelectorSignal})
}

// Conn returns the connection, nil before there is one.
func (a *ConnectedSocketAdapter) Conn() net.Conn { return a.conn }

// Prepare is called by axon.Activate.
func (a *ConnectedSocketAdapter) Prepare(ctx context.Context) error {
	if !a.prepared {
		a.prepare(context.WithoutCancel(ctx))
	}
	return nil
}

// prepare takes the boxes, so that what is sent from now on is found in order.
func (a *ConnectedSocketAdapter) prepare(signals context.Context) {
	ignore := func(context.Context, any) {}
	a.ReadReady.Handle(ignore)
	a.SendReady.Handle(ignore)
	a.prepared, a.signals = true, signals
	a.link.Prepare((*adapted)(a))
}

// adapted is an adapter as its connection sees it.
type adapted ConnectedSocketAdapter

// Plan is called by the connection.
func (p *adapted) Plan() connection.Plan {
	a := (*ConnectedSocketAdapter)(p)
	plan := connection.Plan{
		Inbox: &a.Inbox, Control: &a.Control, Outbox: &a.Outbox, News: a.say, Caller: a.Name(),
		ReadSize: a.readSize(), Times: a.times(),
		MakeSSL: &a.MakeSSL, Host: a.Host, Secured: func(ctx context.Context, m Secured) { a.SSLReady.Send(ctx, m) },
		PeerFinished: a.PeerFinished, Wrote: a.Wrote, Unread: a.Unread, Space: a.Space,
	}
	if c := a.client; c != nil {
		plan.Dial, plan.Delay, plan.Initial, plan.Wait = c.dial, c.Delay, c.InitialMessage, c.WaitForServerClose
		plan.First, plan.Connected = "thread running", "socket connected"
	} else {
		plan.Conn, plan.Server = a.conn, !a.Client
	}
	return plan
}

// Ways is called by the connection.
func (p *adapted) Ways() (*axon.In[[]byte], *axon.Out[[]byte], func(int)) {
	return &p.Inbox, &p.Outbox, p.Wrote
}

func (a *ConnectedSocketAdapter) say(m axon.Signal) {
	if e, ok := m.(axon.ErrorInformation); ok && !a.QuietErrors {
		warn(a.signals, e.Caller, e.Err)
	}
	a.Signal.Send(a.signals, m)
}

// Run is called by axon.Activate.
func (a *ConnectedSocketAdapter) Run(ctx context.Context) error {
	a.ended(a.link.Run(ctx, a.OnStop))
	return a.link.Err()
}

// Launch is called by axon.Activate: on the selector path Run is not.
func (a *ConnectedSocketAdapter) Launch(ctx context.Context) bool { return a.path.launch(ctx, a) }

// ended says so, last.
func (a *ConnectedSocketAdapter) ended(howDied error) {
	a.CreatorFeedback.Send(context.Background(), axon.SocketShutdown{Caller: a.Name(), HowDied: howDied, Conn: a.conn})
	a.say(axon.ShutdownCSA{Caller: a.Name(), CSA: a, Conn: a.conn})
}

// refuse closes the connection of an adapter that is not activated, and says so to
// its server.
func (a *ConnectedSocketAdapter) refuse() {
	a.conn.Close()
	a.CreatorFeedback.Send(context.Background(), axon.SocketShutdown{Caller: a.Name(), Conn: a.conn})
}

// BadMessage is called by the kernel.
func (a *ConnectedSocketAdapter) BadMessage(err error) {
	if a.CrashOnBadData {
		a.link.Fail(err)
		return
	}
	a.Signal.Send(context.Background(), axon.ErrorInformation{Caller: a.Name(), Err: err})
}
