package internet

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// TCPClient is a component with a TCP connection to a server. It makes a
// ConnectedSocketAdapter and passes its boxes through to it.
//
// Set fields before it is activated. Inbox, MakeSSL, Control, Outbox and
// SSLReady are those of the adapter; what is sent before there is a connection waits for it. Signal says
// "thread running", "socket connected", an ErrorInformation for every error, and
// last one terminal message: after an end that Control has ordered a
// ShutdownMicroprocess whose Cause is the order, so that it stops Drained after an
// ordered end; else a SocketShutdown whose HowDied is io.EOF after the server
// ended it, axon.ErrStopped after Stop, or the error.
//
// SocketFeedback is for the adapter. SelectorSignal is Kamaelia's and says nothing.
type TCPClient struct {
	axon.Base[[]byte, []byte]
	MakeSSL        axon.In[any]
	SSLReady       axon.Out[any] // a Secured
	SocketFeedback axon.In[axon.Signal]
	SelectorSignal axon.Out[any]

	Limits

	// InitialMessage is sent at once when the connection is established. It is the
	// threaded client's, and new here.
	InitialMessage []byte

	// ConnectTimeout bounds the lookup of the name and the connecting. 0 means 60
	// seconds, Kamaelia's default; NoLimit leaves it to the system.
	ConnectTimeout time.Duration

	// Delay is how long to wait after the activation.
	Delay time.Duration

	// WaitForServerClose makes a message that stops Drained close nothing: what
	// waits is written, and the server's end is the connection's.
	WaitForServerClose bool

	// Dialer has the options of the socket: local address, keep-alive, Nagle, the
	// race of several addresses, the budget of threads.
	Dialer blocking.Dialer

	// Dial, if not nil, makes the connection in place of Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	host string
	port int

	mu      sync.Mutex
	adapter *ConnectedSocketAdapter
	running *axon.Handle
	howDied error
	path    path
}

// NewTCPClient returns a client for a host, by name or address, and a port.
func NewTCPClient(host string, port int) *TCPClient {
	return &TCPClient{host: host, port: port}
}

// Boxes lists the boxes by their names in Kamaelia.
func (c *TCPClient) Boxes() axon.Boxes {
	return append(c.Base.Boxes(),
		axon.Port{Name: "makessl", Box: &c.MakeSSL},
		axon.Port{Name: "sslready", Box: &c.SSLReady},
		axon.Port{Name: "_socketFeedback", Box: &c.SocketFeedback},
		axon.Port{Name: "_selectorSignal", Box: &c.SelectorSignal})
}

// Children returns the adapter, once there is one.
func (c *TCPClient) Children() []axon.Component {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.adapter == nil {
		return nil
	}
	return []axon.Component{c.adapter}
}

// Prepare is called by axon.Activate.
func (c *TCPClient) Prepare(ctx context.Context) (err error) {
	if err := c.path.open(); err != nil {
		return err
	}
	defer c.path.close()
	a := c.newAdapter()
	var news axon.In[axon.Signal]
	signals := context.WithoutCancel(ctx)
	news.Handle(func(_ context.Context, m axon.Signal) {
		if m.Stop() == axon.Never {
			c.Signal.Send(signals, m)
		}
	})
	c.SocketFeedback.Handle(func(_ context.Context, m axon.Signal) {
		if closed, ok := m.(axon.SocketShutdown); ok {
			c.howDied = closed.HowDied
		}
	})
	office := c.Postoffice()
	for _, l := range [][2]axon.Box{
		{&c.Inbox, &a.Inbox}, {&c.MakeSSL, &a.MakeSSL}, {&a.SSLReady, &c.SSLReady}, {&c.Control, &a.Control}, {&a.Outbox, &c.Outbox},
		{&a.CreatorFeedback, &c.SocketFeedback}, {&a.Signal, &news},
	} {
		if _, err = office.Link(l[0], l[1]); err != nil {
			return err
		}
	}
	c.running, err = axon.Activate(ctx, a)
	return err
}

// Run is not called, because of Launch.
func (c *TCPClient) Run(context.Context) error { return c.running.Wait() }

// Launch is called by axon.Activate.
func (c *TCPClient) Launch(ctx context.Context) bool {
	c.running.OnEnd(func(err error) {
		c.Signal.Send(context.WithoutCancel(ctx), c.lastMessage())
		c.End(err)
	})
	return true
}

func (c *TCPClient) newAdapter() *ConnectedSocketAdapter {
	a := &ConnectedSocketAdapter{Limits: c.Limits, Client: true, Host: c.host, owner: c}
	a.SetName(c.Name()) // errors are this client's
	c.mu.Lock()
	c.adapter = a
	c.mu.Unlock()
	return a
}

func (c *TCPClient) dial(ctx context.Context) (net.Conn, error) {
	way := dialer.Way{Timeout: c.ConnectTimeout, Dialer: c.Dialer, Dial: c.Dial}
	conn, err := way.Open(ctx, c.host, c.port)
	c.adapter.conn = conn
	return conn, err
}

func (c *TCPClient) lastMessage() axon.Signal {
	if order := c.adapter.link.Order(c.howDied); order != nil {
		return axon.ShutdownMicroprocess{Caller: c.Name(), Cause: order}
	}
	return axon.SocketShutdown{Caller: c.Name(), HowDied: c.howDied, Conn: c.adapter.conn}
}
