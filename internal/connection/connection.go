package connection

import (
	"context"
	"net"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Connection is one connection between an inbox and an outbox. Fill in the fields
// before Prepare, which comes before Run.
type Connection struct {
	Inbox     *axon.In[[]byte]
	Control   *axon.In[axon.Signal]
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
	// is called with what was negotiated, before anything secured is delivered.
	// Unread, if not nil, is called while a handshake begins to read, more than once,
	// and returns what was delivered since and not used: the start of the peer's
	// handshake.
	MakeSSL *axon.In[any]
	Server  bool
	Host    string
	Secured func(context.Context, stream.Secured)
	Unread  func() []byte

	// Space, if not nil, is called before each read and returns the n bytes of memory
	// for it. What is then delivered in them is the receiver's to keep, which gives
	// other memory the next time.
	Space func(n int) []byte

	// Wait makes the end by a message that stops Drained wait for the peer's,
	// without a half close and without limit.
	Wait bool

	Outbox *axon.Out[[]byte]

	// Wrote, if not nil, is called with how many bytes the socket has taken, those of
	// Initial first and then those of Inbox. It must not wait.
	Wrote func(n int)

	// What each message needs lies together, behind Wrote: with many connections none
	// of it is in the processor's cache. It needs no mu.
	tries      bool // the socket does not only wait
	discarding atomic.Bool
	timed      atomic.Bool // there are timers, see touch
	refused    bool        // by the receiver; of who reads
	deliver    context.Context
	socket     stream.Socket
	hand       atomic.Pointer[handover] // while a handshake is to be or is made
	lastRead   atomic.Int64             // see touch
	lastWrite  atomic.Int64
	inline     *inline // of a connection that was launched

	mu     sync.Mutex
	state  lifecycle.State
	todo   []lifecycle.Action
	died   error       // the first reason
	order  axon.Signal // the first on Control that stops
	failed error       // what is to be reported
	broken error       // of a write, for the reader to explain
	early  error       // to fail with, from before Prepare
	timers []*time.Timer
	acting bool
	begun  bool
	opened bool
	unread bool // there is no reader any more
	isOver bool

	wrote      bool               // needs no mu, like what follows
	over       sync.WaitGroup     // until the state Closed
	unhook     func() bool        // from Run's context
	onStop     func(func())       // in its place, of a connection that was launched
	cancel     context.CancelFunc // of the dial, then of deliveries
	wakes      *axon.Wakes
	conn       net.Conn
	upgrade    stream.Upgrade
	clear      bool // something goes before it
	ready      int  // what the handshake waits for, up to 2
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
	return strconv.FormatInt(e.Bytes, 10) + " bytes were accepted but not written"
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

// caught is deferred where code runs that is not ours, such as a Dial hook: its
// panic is the end of the connection.
func (c *Connection) caught() {
	if v := recover(); v != nil {
		c.Post(lifecycle.Failed, &axon.PanicError{Value: v, Stack: debug.Stack()})
	}
}

func (c *Connection) cancelNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
	if c.inline != nil {
		c.inline.cancel()
	}
}

func (c *Connection) phase() lifecycle.Phase {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Phase
}
