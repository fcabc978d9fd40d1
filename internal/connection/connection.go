package connection

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Connection is one connection between an inbox and an outbox. Fill in the fields
// before Run.
type Connection struct {
	Inbox     *axon.In[[]byte]
	Control   *axon.In[axon.Signal]
	Outbox    *axon.Out[[]byte]
	News      func(axon.Signal) // out by signal; called by one goroutine at a time
	First     string            // of the news, if not empty
	Connected string            // another, with the connection
	Caller    string

	Dial     func(context.Context) (net.Conn, error)
	Conn     net.Conn // in place of Dial: one that is connected
	Delay    time.Duration
	Initial  []byte // written before anything else
	ReadSize int
	Times

	// PeerFinished, if not nil, is called when the peer has ended its side of the
	// open connection, which then stays open for writing until Control says to
	// stop.
	PeerFinished func()

	// MakeSSL, if not nil, takes upgrades, for this end of the connection. Secured
	// is called with what was negotiated.
	// Unread, if not nil, is called while a handshake begins to read, more than once,
	// and returns what was delivered since and not used: the start of the peer's
	// handshake.
	MakeSSL *axon.In[any]
	Server  bool
	Host    string
	Secured func(stream.Secured)
	Unread  func() []byte

	// Wrote, if not nil, is called with how many bytes the socket has taken, those of
	// Initial first and then those of Inbox. It must not wait.
	Wrote func(n int)

	// Wait makes the end by a message that stops Drained wait for the peer's,
	// without a half close and without limit.
	Wait bool

	mu     sync.Mutex
	state  lifecycle.State
	todo   []lifecycle.Action
	died   error       // the first reason
	order  axon.Signal // the first on Control that stops
	failed error       // what is to be reported
	broken error       // of a write, for the reader to explain
	timers []*time.Timer
	acting bool
	opened bool
	unread bool // there is no reader any more
	isOver bool

	wrote      bool // needs no mu, like what follows
	tries      bool // the socket does not only wait
	discarding atomic.Bool
	over       sync.WaitGroup     // until the state Closed
	unhook     func() bool        // from Run's context
	cancel     context.CancelFunc // of the dial, then of deliveries
	deliver    context.Context
	wakes      *axon.Wakes
	conn       net.Conn
	socket     stream.Socket
	upgrade    stream.Upgrade
	hand       atomic.Pointer[handover] // while a handshake is to be or is made
	lastRead   atomic.Int64             // see touch
	lastWrite  atomic.Int64
	unsent     atomic.Int64
	writer     sync.WaitGroup
	startDrain func() // drain: bound once, since a writer may start for each message
	rest       *rest  // from a sender, for the writer
}

// Times bound the end of a connection; see threaded.TCPClient.
type Times struct {
	Flush, Linger, Hard time.Duration
}

// NoLimit as a time means that there is none.
const NoLimit time.Duration = -1

// UnsentError says how much was accepted and never written.
type UnsentError struct{ Bytes int64 }

func (e *UnsentError) Error() string {
	return fmt.Sprintf("%d bytes were accepted but not written", e.Bytes)
}

// Run lives the connection through and returns how it died. ctx ends it: at once
// when its cause is axon.ErrStopped, else like a ShutdownMicroprocess.
func (c *Connection) Run(ctx context.Context) (howDied error) {
	enterThread()
	defer leaveThread()
	if c.begin(ctx) {
		c.read()
	}
	return c.finish()
}

// begin makes a connection, and reports whether there is something to read.
//
// It does so on a goroutine of its own, whose stack has to grow for it. That of
// Run could not shrink again while it waits in read(2).
func (c *Connection) begin(ctx context.Context) (connected bool) {
	var beginning sync.WaitGroup
	beginning.Go(func() {
		c.prepare()
		if c.Conn == nil {
			c.hear(ctx)
			connected = c.connect()
			return
		}
		// Orders that wait are for an open connection.
		c.conn, c.socket = c.Conn, stream.Of(c.Conn)
		c.Post(lifecycle.Start, nil)
		c.Post(lifecycle.DelayOver, nil)
		c.connected()
		c.hear(ctx)
		connected = true
	})
	beginning.Wait()
	return connected
}

// prepare takes the inbox. Messages queue in it until the connection is open.
func (c *Connection) prepare() {
	c.over.Add(1)
	c.startDrain = c.drain
	c.Inbox.Hold()
	c.Inbox.Handle(c.write)
	if c.First != "" {
		c.News(axon.Status{Caller: c.Caller, Text: c.First})
	}
}

// hear begins to take orders, those that wait first.
func (c *Connection) hear(ctx context.Context) {
	if c.MakeSSL != nil {
		c.MakeSSL.Handle(func(_ context.Context, m any) { c.secure(m) })
	}
	c.Control.Handle(func(_ context.Context, m axon.Signal) { c.obey(m) })
	c.unhook = context.AfterFunc(ctx, func() { c.ended(ctx) })
	if ctx.Err() != nil { // AfterFunc may come too late for that
		c.ended(ctx)
	}
}

// connect waits for the delay, dials and opens the connection, and reports
// whether there is one.
func (c *Connection) connect() bool {
	defer func() {
		if v := recover(); v != nil { // of a Dial hook, which is not our code
			c.Post(lifecycle.Failed, &axon.PanicError{Value: v, Stack: debug.Stack()})
		}
	}()
	c.Post(lifecycle.Start, nil)
	if !c.dial(c.cancellable()) {
		return false
	}
	c.connected()
	return true
}

// connected lets data flow.
func (c *Connection) connected() {
	if c.Connected != "" {
		c.News(axon.Status{Caller: c.Caller, Text: c.Connected})
	}
	c.deliver, c.wakes = axon.WithWakes(c.cancellable())
	c.Post(lifecycle.Connected, nil)
}

// finish waits until all that the connection has started is over.
func (c *Connection) finish() (howDied error) {
	c.over.Wait()
	c.unhook()
	c.cancelNow()
	c.writer.Wait()
	if c.wrote && crowded() { // its thread goes with the connection, not with each backlog
		endThread()
	}
	if c.socket != nil {
		c.socket.Close()
	}
	c.Inbox.Refuse() // what would come after the count
	c.Inbox.Seize()  // a sender inside may still count what it could not write
	return c.lastNews()
}

// cancellable returns a context for what comes next. The dial has one of its own,
// because a context keeps for ever what its children have needed.
func (c *Connection) cancellable() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
	c.cancel = cancel
	if c.discarding.Load() || c.state.Phase == lifecycle.Closed {
		cancel()
	}
	return ctx
}

func (c *Connection) cancelNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
}

func (c *Connection) ended(ctx context.Context) {
	if errors.Is(context.Cause(ctx), axon.ErrStopped) {
		c.Post(lifecycle.Stop, axon.ErrStopped)
		return
	}
	c.Post(lifecycle.Terminate, axon.ErrShutdownMicroprocess)
}

// dial waits for the delay and dials, and reports whether there is a socket.
func (c *Connection) dial(ctx context.Context) bool {
	if c.Delay > 0 {
		select {
		case <-time.After(c.Delay):
		case <-ctx.Done():
		}
	}
	c.Post(lifecycle.DelayOver, nil)
	if c.phase() == lifecycle.Closed {
		return false
	}
	conn, err := c.Dial(ctx)
	if err != nil {
		c.Post(lifecycle.Failed, err)
		return false
	}
	c.mu.Lock()
	c.conn, c.socket = conn, stream.Of(conn)
	c.mu.Unlock()
	return c.phase() != lifecycle.Closed
}

// lastNews names what went wrong, after the last delivery and write.
func (c *Connection) lastNews() error {
	for {
		piece, _ := axon.TakeBytes(c.Inbox)
		if piece == nil {
			break
		}
		c.unsent.Add(int64(len(piece)))
	}
	c.mu.Lock()
	failed, died := c.failed, c.died
	if !c.opened {
		c.unsent.Add(int64(len(c.Initial)))
	}
	c.mu.Unlock()
	if failed != nil {
		c.News(axon.ErrorInformation{Caller: c.Caller, Err: failed})
	}
	if n := c.unsent.Load(); n > 0 {
		c.News(axon.ErrorInformation{Caller: c.Caller, Err: &UnsentError{n}})
	}
	return died
}

func (c *Connection) phase() lifecycle.Phase {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Phase
}

// why returns what an event says about the end of the connection.
func why(event lifecycle.Event, err error) error {
	switch event {
	case lifecycle.PeerEnd, lifecycle.HandlerPeerEnd:
		return io.EOF
	case lifecycle.FlushTime:
		return axon.ErrFlush
	case lifecycle.LingerTime:
		return axon.ErrLinger
	}
	return err
}

// Order returns the message on Control that a connection has ended by, nil if it
// died otherwise.
func (c *Connection) Order(howDied error) axon.Signal {
	if howDied != axon.ErrProducerFinished && howDied != axon.ErrShutdownMicroprocess {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order
}

// Err returns what has failed in a connection that is over, nil after an ordered
// end.
func (c *Connection) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}
