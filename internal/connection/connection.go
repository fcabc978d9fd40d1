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

// A Plan says what a connection is to be: between which boxes, with what hooks.
type Plan struct {
	Inbox     *axon.In[[]byte]
	Outbox    *axon.Out[[]byte]
	Control   *axon.In[axon.Signal]
	OnNews    func(axon.Signal) // out by signal; called by one goroutine at a time
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

	// MakeSSL, if not nil, takes upgrades, for this end of the connection. OnSecured,
	// if not nil, is called with what was negotiated, before anything secured is delivered.
	// Unread, if not nil, is called while a handshake begins to read, more than once,
	// and returns what was delivered since and not used: the start of the peer's
	// handshake.
	MakeSSL   *axon.In[any]
	Server    bool
	Host      string
	OnSecured func(context.Context, stream.Secured)
	Unread    func() []byte

	// Space, if not nil, is called before each read and returns the n bytes of memory
	// for it. What is then delivered in them is the receiver's to keep, which gives
	// other memory the next time.
	Space func(n int) []byte

	// Wait makes the end by a message that stops Drained wait for the peer's,
	// without a half close and without limit.
	Wait bool

	// Wrote, if not nil, is called with how many bytes the socket has taken, those of
	// Initial first and then those of Inbox. It must not wait.
	Wrote func(n int)

	// Handlers, if not nil, are those of the boxes, which are Component's.
	Handlers  *Handlers
	Component axon.Component
}

// Handlers are the handlers of the boxes of many connections. They call Write, Secure and
// Obey of the connection.
type Handlers struct {
	Inbox   *axon.Handler[[]byte]
	MakeSSL *axon.Handler[any]
	Control *axon.Handler[axon.Signal]
}

// A Planner makes the plan of a connection, each time the same. So nobody need keep it
// who can make it of what a component has anyway.
type Planner interface {
	Plan() Plan

	// Ways returns three of the plan, which each message needs.
	Ways() (in *axon.In[[]byte], out *axon.Out[[]byte], wrote func(n int))

	// These are called as OnNews, OnSecured and PeerFinished of a Plan are; HasHandler
	// says whether there is the last.
	News(m axon.Signal)
	Secured(ctx context.Context, m stream.Secured)
	TellHandler()
	HasHandler() bool
}

// Plan returns p itself.
func (p *Plan) Plan() Plan { return *p }

// Ways returns Inbox, Outbox and Wrote.
func (p *Plan) Ways() (*axon.In[[]byte], *axon.Out[[]byte], func(int)) {
	return p.Inbox, p.Outbox, p.Wrote
}

// News calls OnNews.
func (p *Plan) News(m axon.Signal) { p.OnNews(m) }

// Secured calls OnSecured, if there is that.
func (p *Plan) Secured(ctx context.Context, m stream.Secured) {
	if p.OnSecured != nil {
		p.OnSecured(ctx, m)
	}
}

// TellHandler calls PeerFinished.
func (p *Plan) TellHandler() { p.PeerFinished() }

// HasHandler reports whether there is PeerFinished.
func (p *Plan) HasHandler() bool { return p.PeerFinished != nil }

// Connection is one connection between an inbox and an outbox. Prepare comes before Run
// or Launch.
//
// It is all that an idle connection on a loop takes; what is used at its beginning, its
// end and by the other ways to drive it lies in extra.
type Connection struct {
	_ [0]func() // nobody compares connections; programs need not be able to

	planner    Planner
	socket     stream.Socket
	turn       atomic.Pointer[stream.Turn] // see delivery
	more       atomic.Pointer[extra]
	discarding atomic.Bool
	timed      atomic.Bool // there are timers, see touch
	readSize   int32
	launched   bool // and not run
	tries      bool // the socket does not only wait; of who writes
	refused    bool // by the receiver; of who reads

	begun  bool
	opened bool
	unread bool // there is no reader any more
	isOver bool
	acting bool
	cut    bool // deliveries are, see delivery
	state  lifecycle.State

	mu    sync.Mutex   // guards what lies around it, from begun on
	watch stream.Watch // while a loop drives
	loops
}

// loops is what a connection has that a loop drives. It needs mu.
type loops struct {
	left    bool // the loop, for goroutines
	reading bool
	writing bool
	parts   int8 // that the end waits for: begun, and over
	wants   stream.Readiness
}

// extra is the rest of a connection. It needs mu, but for what says otherwise.
type extra struct {
	todo   []lifecycle.Action
	died   error       // the first reason
	order  axon.Signal // the first on Control that stops
	failed error       // what is to be reported
	broken error       // of a write, for the reader to explain
	early  error       // to fail with, from before Prepare
	timers []*time.Timer
	closed chan struct{} // in the state Closed; made by who waits

	cancel context.CancelFunc // of the dial, then of deliveries; never nil
	done   chan struct{}      // see delivery
	conn   net.Conn           // that was dialled

	upgrade stream.Upgrade
	clear   bool // something goes before it
	ready   int  // what the handshake waits for, up to 2

	// What follows needs no mu.
	rest       *rest                    // to be written next; of who writes
	deliver    context.Context          // without a loop
	wakes      *axon.Wakes              // likewise
	hand       atomic.Pointer[handover] // while a handshake is to be or is made
	lastRead   atomic.Int64             // see touch
	lastWrite  atomic.Int64
	unsent     atomic.Int64
	threaded   bool // there was a writer
	writer     sync.WaitGroup
	startDrain func() // drain: bound once, since a writer may start for each message
}

// extra makes the rest, if need be. It is written to before it is read, see ARCHITECTURE.md
// on the start.
func (c *Connection) extra() *extra {
	if e := c.more.Load(); e != nil {
		return e
	}
	c.more.CompareAndSwap(nil, &extra{cancel: nothing})
	return c.more.Load()
}

func nothing() {}

func (c *Connection) inbox() *axon.In[[]byte] {
	in, _, _ := c.planner.Ways()
	return in
}

func (c *Connection) outbox() *axon.Out[[]byte] {
	_, out, _ := c.planner.Ways()
	return out
}

// hand returns the handshake that is to be or is made.
func (c *Connection) hand() *handover {
	if e := c.more.Load(); e != nil {
		return e.hand.Load()
	}
	return nil
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
//
// life is that of the component, see Launch.
func (c *Connection) Run(ctx context.Context, life Life) (howDied error) {
	enterThread()
	defer leaveThread()
	if c.begin(ctx, life) {
		c.read()
	}
	c.await()
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
	if e := c.more.Load(); e != nil {
		e.cancel()
	}
	c.cutDeliveries()
}

func (c *Connection) phase() lifecycle.Phase {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Phase
}
