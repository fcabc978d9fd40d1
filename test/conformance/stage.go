package conformance

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// A stage is one test with its peers.
type stage struct {
	*testing.T
	factory Factory
	ctx     context.Context // of the client, nil for one that does not end
	peers   sync.WaitGroup
}

// sub runs f as a test of its own below s.
func (s *stage) sub(name string, f func(*stage)) {
	s.Run(name, func(t *testing.T) { f(&stage{T: t, factory: s.factory}) })
}

// A peer is the far end of one connection.
type peer struct {
	net.Conn
	raw net.Conn
	s   *stage
}

// serve accepts one connection for each script, in order, and returns the port.
func (s *stage) serve(scripts ...func(*peer)) (port int) {
	s.Helper()
	config := net.ListenConfig{Control: SmallBuffers}
	l, err := config.Listen(s.Context(), "tcp", "127.0.0.1:0")
	require.NoError(s, err)
	context.AfterFunc(s.Context(), func() { l.Close() })
	s.peers.Go(func() {
		defer l.Close()
		for _, script := range scripts {
			conn, err := l.Accept()
			if err != nil {
				return // no client came before the test ended
			}
			s.peers.Go(func() { s.play(conn, script) })
		}
	})
	s.Cleanup(s.peers.Wait)
	return l.Addr().(*net.TCPAddr).Port
}

func (s *stage) play(conn net.Conn, script func(*peer)) {
	defer context.AfterFunc(s.Context(), func() { conn.Close() })()
	conn.SetDeadline(time.Now().Add(patience))
	p := &peer{conn, conn, s}
	if s.factory.Serve != nil {
		p.Conn = s.factory.Serve(conn)
	}
	defer conn.Close()
	defer p.Conn.Close()
	script(p)
}

// fail ends the script, and the test with it unless that has ended already.
func (p *peer) fail(what string, err error) {
	if p.s.Context().Err() == nil {
		p.s.Errorf("peer: %s: %v", what, err)
	}
	runtime.Goexit()
}

func (p *peer) write(b []byte) {
	if _, err := p.Write(b); err != nil {
		p.fail("write", err)
	}
}

// read returns exactly n bytes.
func (p *peer) read(n int) []byte {
	b := make([]byte, n)
	if k, err := io.ReadFull(p, b); err != nil {
		p.fail("read of "+strconv.Itoa(n)+" bytes after "+strconv.Itoa(k), err)
	}
	return b
}

// expect reads to the end of file and compares.
func (p *peer) expect(want []byte) {
	got, err := io.ReadAll(p)
	if err != nil {
		p.fail("read to the end after "+strconv.Itoa(len(got))+" bytes", err)
	}
	if !bytes.Equal(got, want) {
		p.fail("read", differ(got, want))
	}
}

func (p *peer) closeWrite() {
	if err := p.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		p.fail("half close", err)
	}
}

// reset ends the connection with a RST.
func (p *peer) reset() {
	p.raw.(*net.TCPConn).SetLinger(0)
	p.raw.Close()
}

// wait waits for what the test says.
func (p *peer) wait(c <-chan struct{}) {
	select {
	case <-c:
	case <-p.s.Context().Done():
		runtime.Goexit()
	}
}

// untilEnd keeps the connection open, unread, until the test ends.
func (p *peer) untilEnd() { <-p.s.Context().Done() }

// A client is the component under test between boxes of the test.
type client struct {
	axon.Component
	s       *stage
	handle  *axon.Handle
	inbox   axon.Out[[]byte]
	control axon.Out[axon.Signal]
	outbox  axon.In[[]byte]
	signal  axon.In[axon.Signal]
	order   axon.Signal   // the last given
	toTest  *axon.Linkage // from its outbox
	late    bool          // collect has found data waiting

	mu      sync.Mutex
	changed chan struct{}
	data    []byte
	pieces  int
	largest int
	news    []news
}

// news is a message from signal, and how many bytes and pieces had been taken before it,
// and how many pieces had come and not been taken.
type news struct {
	axon.Signal
	after, pieces, waiting int
}

// client makes a client that is not activated, and collects what it sends.
func (s *stage) client(port int, o Options) *client {
	c := s.unread(port, o)
	c.collect()
	return c
}

// unread makes one whose data nobody takes: it queues in a box of two messages.
func (s *stage) unread(port int, o Options) *client {
	return s.clientOf("127.0.0.1", port, o)
}

func (s *stage) clientOf(host string, port int, o Options) *client {
	s.Helper()
	c := &client{s: s, changed: make(chan struct{}), Component: s.factory.New(s.T, host, port, o)}
	c.link(&c.inbox, find(s, c.Boxes().Inbox, "inbox"))
	c.link(&c.control, find(s, c.Boxes().Inbox, "control"))
	c.toTest = c.link(find(s, c.Boxes().Outbox, "outbox"), &c.outbox)
	c.link(find(s, c.Boxes().Outbox, "signal"), &c.signal)
	c.outbox.SetSize(2)
	c.signal.Handle(func(_ context.Context, m axon.Signal) { c.note(m) })
	return c
}

func find(s *stage, boxes func(string) (axon.Box, error), name string) axon.Box {
	b, err := boxes(name)
	require.NoError(s, err)
	return b
}

func (c *client) link(from, to axon.Box) *axon.Linkage {
	c.s.Helper()
	l, err := axon.LinkBoxes(from, to)
	require.NoError(c.s, err)
	return l
}

// collect begins to take data, that which waits first. The end may then be told of before
// all of that has been taken.
func (c *client) collect() {
	c.late = c.outbox.Len() > 0
	c.outbox.Handle(func(_ context.Context, m []byte) {
		c.change(func() {
			c.data = append(c.data, m...)
			c.pieces++
			c.largest = max(c.largest, len(m))
		})
	})
}

// note keeps a message from signal.
func (c *client) note(m axon.Signal) {
	c.change(func() { c.news = append(c.news, news{m, len(c.data), c.pieces, c.outbox.Len()}) })
}

func (c *client) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	close(c.changed)
	c.changed = make(chan struct{})
}

// activate starts the client; whatever the test does, it is stopped at its end.
func (c *client) activate() *client {
	c.s.Helper()
	ctx := c.s.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	h, err := axon.Activate(ctx, c.Component)
	require.NoError(c.s, err)
	c.handle = h
	c.s.Cleanup(func() {
		h.Cancel()
		select {
		case <-h.Done():
		case <-time.After(patience):
			c.s.Error("not even Stop ends the client")
		}
	})
	return c
}

// send sends to inbox, as any component would.
func (c *client) send(m []byte) {
	c.s.Helper()
	ctx, cancel := context.WithTimeout(c.s.Context(), patience)
	defer cancel()
	require.NoError(c.s, c.inbox.Send(ctx, m))
}

// offer is send to a client that may have ended.
func (c *client) offer(m []byte) {
	c.s.Helper()
	ctx, cancel := context.WithTimeout(c.s.Context(), patience)
	defer cancel()
	if err := c.inbox.Send(ctx, m); err != nil {
		require.ErrorIs(c.s, err, axon.ErrEnded)
	}
}

func (c *client) tell(m axon.Signal) {
	c.s.Helper()
	c.order = m
	require.NoError(c.s, c.control.Send(c.s.Context(), m))
}

func (c *client) finish()    { c.tell(axon.ProducerFinished{Caller: "test"}) }
func (c *client) terminate() { c.tell(axon.ShutdownMicroprocess{Caller: "test"}) }

// until waits until what was received satisfies f.
func (c *client) until(what string, f func() bool) {
	c.s.Helper()
	timeout := time.After(patience)
	for {
		c.mu.Lock()
		ok, changed := f(), c.changed
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			c.s.Fatalf("%s: not within %v\n%s", what, patience, axon.Look(c.Component))
		}
	}
}

func (c *client) untilBytes(n int) {
	c.s.Helper()
	c.until(strconv.Itoa(n)+" bytes", func() bool { return len(c.data) >= n })
}

func (c *client) untilConnected() {
	c.s.Helper()
	c.untilStatus("socket connected")
}

func (c *client) untilStatus(text string) {
	c.s.Helper()
	c.until(text, func() bool {
		for _, m := range c.news {
			if s, ok := m.Signal.(axon.Status); ok && s.Text == text {
				return true
			}
		}
		return false
	})
}

// until waits for what can only be looked at.
func (s *stage) until(what string, f func() bool) {
	s.Helper()
	require.Eventually(s, f, patience, time.Millisecond, what)
}

// ended waits for the end and checks what holds of every end; howDied is the
// reason that is promised.
func (c *client) ended(howDied error) {
	c.s.Helper()
	c.endedWithin(patience, howDied)
}

func (c *client) endedWithin(d time.Duration, howDied error) {
	c.s.Helper()
	select {
	case <-c.handle.Done():
	case <-time.After(d):
		c.s.Fatalf("not ended within %v\n%s", d, axon.Look(c.Component))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	terminals := 0
	for _, m := range c.news {
		if m.Stop() != axon.Never {
			terminals++
		}
	}
	require.Equal(c.s, 1, terminals, "terminal messages in %v", c.news)
	last := c.news[len(c.news)-1]
	require.NotEqual(c.s, axon.Never, last.Stop(), "the terminal message is last in %v", c.news)
	if c.late { // one more piece may have been with who takes them
		assert.LessOrEqual(c.s, c.pieces-last.pieces, last.waiting+1, "data after the terminal message")
	} else {
		assert.Equal(c.s, len(c.data), last.after, "data after the terminal message")
	}
	if c.order != nil && c.s.factory.Ordered != nil && (howDied == axon.ErrProducerFinished || howDied == axon.ErrShutdownMicroprocess) {
		assert.Equal(c.s, c.s.factory.Ordered(c.Component, c.order), last.Signal)
		return
	}
	m, ok := last.Signal.(axon.SocketShutdown)
	require.True(c.s, ok, "terminal message %#v", last.Signal)
	assert.ErrorIs(c.s, m.HowDied, howDied)
}

// errors returns those that were told on signal.
func (c *client) errors() (told []error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.news {
		if e, ok := m.Signal.(axon.ErrorInformation); ok {
			told = append(told, e.Err)
		}
	}
	return told
}

// received checks the data that has come.
func (c *client) received(want []byte) {
	c.s.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	require.NoError(c.s, differ(c.data, want))
}

// random returns n bytes, the same for the same n.
func random(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}).Read(b)
	return b
}
