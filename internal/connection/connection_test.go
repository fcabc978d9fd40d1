package connection_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// patience is more than any step takes.
const patience = 20 * time.Second

// A user is a component that is nothing but its connection.
type user struct {
	axon.Base[[]byte, []byte]
	connection.Times
	dial    func(context.Context) (net.Conn, error)
	initial []byte

	// What has come of it, to be looked at after the end.
	died error
	news []axon.Signal

	link connection.Connection
}

func (u *user) Stopped() { u.link.Stopped(u.Context()) }

func (u *user) Run(ctx context.Context) error {
	c := &u.link
	c.Prepare(&connection.Plan{
		Inbox: &u.Inbox, Control: &u.Control, Outbox: &u.Outbox, Times: u.Times,
		OnNews: func(m axon.Signal) { u.news = append(u.news, m) },
		Dial:   u.dial, Initial: u.initial, ReadSize: 32 << 10,
	})
	u.died = c.Run(ctx, u)
	return nil
}

// errors are those that were told.
func (u *user) errors() (told []error) {
	for _, m := range u.news {
		if e, ok := m.(axon.ErrorInformation); ok {
			told = append(told, e.Err)
		}
	}
	return told
}

// ends is a user with the other ends of its boxes, and what was received.
type ends struct {
	*user
	t        *testing.T
	handle   *axon.Handle
	data     axon.Out[[]byte]
	orders   axon.Out[axon.Signal]
	outbox   axon.In[[]byte]
	received []byte
}

func start(t *testing.T, u *user) *ends {
	t.Helper()
	e := &ends{user: u, t: t}
	_, err := axon.Link(&e.data, &u.Inbox)
	require.NoError(t, err)
	_, err = axon.Link(&e.orders, &u.Control)
	require.NoError(t, err)
	_, err = axon.Link(&u.Outbox, &e.outbox)
	require.NoError(t, err)
	e.outbox.Handle(func(_ context.Context, m []byte) { e.received = append(e.received, m...) })
	e.handle, err = axon.Activate(context.Background(), u)
	require.NoError(t, err)
	t.Cleanup(e.handle.Cancel)
	return e
}

func (e *ends) tell(m axon.Signal) {
	e.t.Helper()
	require.NoError(e.t, e.orders.Send(e.t.Context(), m))
}

// ended waits for the end.
func (e *ends) ended() {
	e.t.Helper()
	select {
	case <-e.handle.Done():
	case <-time.After(patience):
		e.t.Fatalf("not ended\n%s", axon.Look(e.user))
	}
}

func once(s stream.Socket) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) { return driven{socket: s}, nil }
}

// tcpPair returns both ends of a connection that soon is full.
func tcpPair(t *testing.T) (near, far *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	near = conn.(*net.TCPConn)
	conn, err = l.Accept()
	require.NoError(t, err)
	far = conn.(*net.TCPConn)
	t.Cleanup(func() { far.Close() })
	near.SetWriteBuffer(256 << 10) // less than a few segments of loopback makes it slow
	far.SetReadBuffer(256 << 10)
	return near, far
}

// TestUnsentIsExact ends connections while several send: each byte that a Send
// took has either reached the peer or is counted.
func TestUnsentIsExact(t *testing.T) {
	orders := map[string]func(*ends){
		"terminate": func(e *ends) { e.tell(axon.ShutdownMicroprocess{}) },
		"stop":      func(e *ends) { e.handle.Cancel() },
		"finish":    func(e *ends) { e.tell(axon.ProducerFinished{}) },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			for i := range 60 {
				unsent(t, order, time.Duration(i)*20*time.Microsecond)
			}
		})
	}
}

func unsent(t *testing.T, order func(*ends), after time.Duration) {
	leaktest.Check(t)
	near, far := tcpPair(t)
	e := start(t, &user{
		Times: connection.Times{Flush: 30 * time.Millisecond, Linger: 30 * time.Millisecond, Hard: 10 * time.Millisecond},
		dial:  once(stream.Wrap(near)),
	})
	var senders sync.WaitGroup
	var mu sync.Mutex
	taken := int64(0)
	for _, size := range []int{1, 700, 60_000} {
		senders.Go(func() {
			for m := make([]byte, size); e.data.Send(context.Background(), m) == nil; {
				mu.Lock()
				taken += int64(size)
				mu.Unlock()
			}
		})
	}
	timer := time.NewTimer(after) // the moment of the order is what varies
	<-timer.C
	order(e)
	e.ended()
	senders.Wait()
	near.Close() // if it ended before it would have dialled
	far.SetReadDeadline(time.Now().Add(patience))
	arrived, err := io.Copy(io.Discard, far)
	require.NoError(t, err)
	far.Close()
	lost := int64(0)
	for _, err := range e.errors() {
		if u, ok := err.(*connection.UnsentError); ok {
			lost += u.Bytes
		}
	}
	assert.Equal(t, taken, arrived+lost, "accepted; %d arrived, %d are told as lost", arrived, lost)
}

// driven is a connection that only its socket matters of.
type driven struct {
	net.Conn
	socket stream.Socket
}

func (d driven) Socket() stream.Socket { return d.socket }
