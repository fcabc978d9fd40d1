package threaded

import (
	"cmp"
	"context"
	"net"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// NoLimit as Linger or FlushTimeout means that there is none.
const NoLimit = connection.NoLimit

// UnsentError is the error, in an ErrorInformation, of bytes that were accepted at
// inbox and not written before the connection ended.
type UnsentError = connection.UnsentError

// Secured is what a handshake of TLS has negotiated.
type Secured = stream.Secured

// TCPClient is a component with a TCP connection to a server.
//
// Set fields before it is activated. Its boxes are those of Kamaelia's
// ThreadedTCPClient:
//
//   - Inbox takes bytes for the server, also before it is connected. A Send
//     returns when they are written or queued, and waits while the queue is full
//     because the server is slow.
//   - Control: a message that stops Drained (ProducerFinished) makes it write all
//     it has, half close, read on to the server's end or Linger, and close. One
//     that stops Now (ShutdownMicroprocess) leaves HardFlush for that, and throws
//     away what it still receives.
//   - Outbox gives the received bytes in pieces of at most ReadSize. A slow
//     receiver slows the server down.
//   - Signal says "thread running", "socket connected", an ErrorInformation for
//     every error, and last one SocketShutdown, whose HowDied is io.EOF after the
//     server ended it, axon.ErrProducerFinished or axon.ErrShutdownMicroprocess
//     after an order, axon.ErrStopped after Stop, or the error.
//
// When the server ends its side, all that is received is delivered, what is
// queued is still written, and the connection closed.
//
// The original has no TLS. Here a message on MakeSSL, from package secure or an
// empty one for the default, makes the connection a secured one: what was sent
// before goes out in clear, what comes after waits. SSLReady says what was
// negotiated. When the handshake fails, so does the connection.
//
// The original's argument chargen has no effect there and is left out.
type TCPClient struct {
	axon.Base[[]byte, []byte]
	MakeSSL  axon.In[any]
	SSLReady axon.Out[any] // a Secured

	// InitialMessage is sent at once when the connection is established.
	InitialMessage []byte

	// ConnectTimeout bounds the lookup of the name and the connecting. 0 means 60
	// seconds, Kamaelia's default; NoLimit leaves it to the system.
	ConnectTimeout time.Duration

	// Delay is how long to wait after the activation.
	Delay time.Duration

	// ReadSize bounds the pieces at outbox. 0 means 32 KiB.
	ReadSize int

	// FlushTimeout is how long, once the connection is to end, the server may take
	// no byte of what waits. 0 means 30 seconds.
	FlushTimeout time.Duration

	// Linger is how long, after the half close, the server may send nothing. 0
	// means 5 seconds. With NoLimit it may think as long as it likes.
	//
	// A connection of Dial without a CloseWrite method cannot half close. It is
	// read on in the same way, and when the server has sent nothing for Linger it is
	// closed, which is the only way to say that no more comes: no error, and
	// HowDied names the order. Where the server waits for the end, a short Linger
	// saves time, and NoLimit waits for ever.
	Linger time.Duration

	// HardFlush is how long an end by ShutdownMicroprocess may take. 0 means 250
	// milliseconds.
	HardFlush time.Duration

	// Wrote, if not nil, is called with how many bytes the system has taken, those
	// of InitialMessage first and then those of inbox: what is left when the
	// connection ends was not sent. It is called by whoever writes, one at a time,
	// and must not wait.
	Wrote func(n int)

	// Unread, if not nil, is called while a handshake begins to read, more than once,
	// also beside a delivery. What it returns is taken for the start of the handshake:
	// a receiver with a queue gives back what it had not used when it sent to makessl.
	Unread func() []byte

	// Space, if not nil, gives the n bytes of memory for each read. The pieces at
	// outbox that are in them are then the receiver's to keep: it gives other memory
	// the next time.
	Space func(n int) []byte

	// Dialer has the options of the socket: local address, keep-alive, Nagle, the
	// race of several addresses, the budget of threads.
	Dialer blocking.Dialer

	// Dial, if not nil, makes the connection in place of Dialer: any net.Conn
	// will do.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	host string
	port int
	link connection.Connection
	plan *connection.Plan
}

// NewTCPClient returns a client for a host, by name or address, and a port.
func NewTCPClient(host string, port int) *TCPClient {
	return &TCPClient{host: host, port: port}
}

// Prepare is called by axon.Activate.
func (c *TCPClient) Prepare(ctx context.Context) error {
	c.plan = c.connection(context.WithoutCancel(ctx))
	c.link.Prepare(c.plan)
	return nil
}

// Run is called by axon.Activate.
func (c *TCPClient) Run(ctx context.Context) error {
	howDied := c.link.Run(ctx, c)
	c.plan.News(axon.SocketShutdown{Caller: c.Name(), HowDied: howDied})
	return c.link.Err()
}

// Stopped is called by the kernel, see axon.Stopper.
func (c *TCPClient) Stopped() { c.link.Stopped(c.Context()) }

func (c *TCPClient) connection(signals context.Context) *connection.Plan {
	return &connection.Plan{
		Inbox: &c.Inbox, Control: &c.Control, Outbox: &c.Outbox, Caller: c.Name(),
		OnNews: func(m axon.Signal) { c.Signal.Send(signals, m) },
		First:  "thread running", Connected: "socket connected",
		MakeSSL: &c.MakeSSL, Host: c.host, OnSecured: func(ctx context.Context, m Secured) { c.SSLReady.Send(ctx, m) },
		Dial: c.dial, Delay: c.Delay, Initial: c.InitialMessage,
		ReadSize: cmp.Or(c.ReadSize, 32<<10), Wrote: c.Wrote, Unread: c.Unread, Space: c.Space,
		Times: connection.Times{
			Flush:  cmp.Or(c.FlushTimeout, 30*time.Second),
			Linger: cmp.Or(c.Linger, 5*time.Second),
			Hard:   cmp.Or(c.HardFlush, 250*time.Millisecond),
		},
	}
}

func (c *TCPClient) dial(ctx context.Context) (net.Conn, error) {
	way := dialer.Way{Timeout: c.ConnectTimeout, Dialer: c.Dialer, Dial: c.Dial}
	return way.Open(ctx, c.host, c.port)
}

// Boxes lists the boxes by their names in Kamaelia, and makessl and sslready.
func (c *TCPClient) Boxes() axon.Boxes {
	return append(c.Base.Boxes(),
		axon.Port{Name: "makessl", Box: &c.MakeSSL},
		axon.Port{Name: "sslready", Box: &c.SSLReady})
}
