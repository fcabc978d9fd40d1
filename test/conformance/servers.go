package conformance

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
)

// A ServerFactory makes the servers that the promises of servers are about.
type ServerFactory struct {
	// New returns a server on 127.0.0.1 that runs a component of protocol for each
	// connection. It has the boxes control and signal, and the method Addr. A
	// component may outlive its connection by handlerTime. Each begins with the
	// upgrade makessl, if that is not nil.
	New func(t testing.TB, protocol func() axon.Component, port int, handlerTime time.Duration, makessl any) axon.Component

	// Client returns a client of the same path.
	Client func(t testing.TB, host string, port int) axon.Component
}

// Servers runs every promise about servers.
func Servers(t *testing.T, factory ServerFactory) {
	for _, p := range factory.promises() {
		Run(t, p.Name, p.Test)
	}
}

// serverPromises are Sn from section 13.9 of the specification, SRV-n from its
// sections 6, 8 and 14.4.
var serverPromises = []struct {
	name string
	test func(*house)
}{
	{"S1 a port that cannot be had is an error of the activation", portTaken},
	{"S2 a server can be started again at once on its port", restart},
	{"S3 an echo is complete after the client's half close", echoAfterHalfClose},
	{"S4 data and ProducerFinished reach a slow client in full", finishToSlowClient},
	{"S5 a short message before ShutdownMicroprocess arrives", shortBeforeShutdown},
	{"S6 a component that just returns closes its connection", justReturns},
	{"S7 a panic ends its own connection only", panicAlone},
	{"S8 a server survives that it cannot accept for a while", cannotAccept},
	{"S9 ProducerFinished ends a server in order, ServerShutdown at once", serverEnds},
	{"S10 the end of one server leaves another, and a client, working", neighbours},
	{"SRV-1 a component without its connection is told, and then cancelled", cancelled},
	{"SRV-2 unread input does not destroy the answer", answerUnread},
	{"SRV-3 a component can end its server", endsServer},
	{"SRV-4 a thousand connections at once get every byte right", thousand},
	{"SRV-5 a stuck client holds up nobody else", stuckClient},
	{"SRV-6 a component secures its connection, or a server every one", securesServer},
}

func (factory ServerFactory) promises() (all []Promise) {
	for _, p := range serverPromises {
		all = append(all, Promise{p.name, func(t *testing.T) { p.test(&house{T: t, factory: factory}) }})
	}
	return all
}

// A house is one test of a server.
type house struct {
	*testing.T
	factory ServerFactory
	makessl any // for each connection
	handle  *axon.Handle
	control *axon.Out[axon.Signal]
	news    chan axon.Signal
	address string
}

func (s *house) make(protocol func() axon.Component, port int) axon.Component {
	server := s.factory.New(s.T, protocol, port, 100*time.Millisecond, s.makessl)
	s.news = make(chan axon.Signal, 1000)
	s.control = new(axon.Out[axon.Signal])
	var signal axon.In[axon.Signal]
	signal.Handle(func(_ context.Context, m axon.Signal) { s.news <- m })
	for _, l := range [][2]axon.Box{
		{s.control, box(s, server.Boxes().Inbox, "control")},
		{box(s, server.Boxes().Outbox, "signal"), &signal},
	} {
		_, err := axon.LinkBoxes(l[0], l[1])
		require.NoError(s, err)
	}
	return server
}

func box(t testing.TB, boxes func(string) (axon.Box, error), name string) axon.Box {
	b, err := boxes(name)
	require.NoError(t, err)
	return b
}

// serve starts a server of a protocol, and stops it when the test ends.
func (s *house) serve(protocol func() axon.Component, port int) {
	s.Helper()
	server := s.make(protocol, port)
	h, err := axon.Activate(context.Background(), server)
	require.NoError(s, err)
	s.handle = h
	s.address = server.(interface{ Addr() net.Addr }).Addr().String()
	s.Cleanup(func() {
		h.Cancel()
		select {
		case <-h.Done():
		case <-time.After(patience):
			s.Error("not even Stop ends the server")
		}
	})
}

// dial opens a connection with small buffers, so that the kernel hides nothing.
func (s *house) dial() *net.TCPConn {
	s.Helper()
	d := net.Dialer{Control: SmallBuffers}
	c, err := d.DialContext(s.Context(), "tcp", s.address)
	require.NoError(s, err)
	c.SetDeadline(time.Now().Add(patience))
	s.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn)
}

func (s *house) tell(m axon.Signal) {
	s.Helper()
	require.NoError(s, s.control.Send(s.Context(), m))
}

// hears waits for news that f accepts.
func (s *house) hears(what string, f func(axon.Signal) bool) {
	s.Helper()
	timeout := time.After(patience)
	for {
		select {
		case m := <-s.news:
			if f(m) {
				return
			}
		case <-timeout:
			s.Fatalf("no %s within %v\n%s", what, patience, axon.Look(s.handle.Component()))
		}
	}
}

// ended waits for the end and returns its error.
func (s *house) ended() error {
	s.Helper()
	select {
	case <-s.handle.Done():
	case <-time.After(patience):
		s.Fatalf("not ended within %v\n%s", patience, axon.Look(s.handle.Component()))
	}
	return s.handle.Err()
}

// reads returns all that comes from a connection.
func (s *house) reads(c io.Reader) []byte {
	s.Helper()
	got, err := io.ReadAll(struct{ io.Reader }{c})
	require.NoError(s, err)
	return got
}

// readsSlowly is reads of a client that the server has to wait for.
func (s *house) readsSlowly(c io.Reader) []byte {
	s.Helper()
	var got bytes.Buffer
	for buf := make([]byte, 16<<10); ; time.Sleep(time.Millisecond) {
		n, err := c.Read(buf)
		got.Write(buf[:n])
		if err == io.EOF {
			return got.Bytes()
		}
		require.NoError(s, err)
	}
}

// echoes checks that a connection is alive.
func (s *house) echoes(c net.Conn) {
	s.Helper()
	_, err := c.Write([]byte("hello"))
	require.NoError(s, err)
	got := make([]byte, 5)
	_, err = io.ReadFull(c, got)
	require.NoError(s, err)
	assert.Equal(s, "hello", string(got))
}

func anEcho() axon.Component { return stock.NewEcho() }

// A speaker is a protocol component whose life is a function.
type speaker struct {
	axon.Base[[]byte, []byte]
	life func(ctx context.Context, s *speaker) error
}

// Run is called by axon.Activate.
func (s *speaker) Run(ctx context.Context) error { return s.life(ctx, s) }

func speaks(life func(ctx context.Context, s *speaker) error) func() axon.Component {
	return func() axon.Component { return &speaker{life: life} }
}

func portTaken(s *house) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(s, err)
	defer l.Close()
	_, err = axon.Activate(s.Context(), s.make(anEcho, l.Addr().(*net.TCPAddr).Port))
	require.ErrorIs(s, err, errInUse)
	told := <-s.news
	require.ErrorIs(s, told.(axon.ErrorInformation), errInUse)
	require.Equal(s, axon.Drained, (<-s.news).Stop())
}

func restart(s *house) {
	port := 0
	for range 3 {
		s.serve(speaks(func(ctx context.Context, p *speaker) error {
			return p.Outbox.Send(ctx, []byte("bye")) // and the server is the first to close
		}), port)
		require.Equal(s, "bye", string(s.reads(s.dial())))
		_, digits, err := net.SplitHostPort(s.address)
		require.NoError(s, err)
		port, err = net.LookupPort("tcp", digits)
		require.NoError(s, err)
		require.NoError(s, s.handle.Stop())
	}
}

func echoAfterHalfClose(s *house) {
	s.serve(anEcho, 0)
	c, data := s.dial(), random(4<<20)
	go func() {
		c.Write(data)
		c.CloseWrite()
	}()
	require.NoError(s, differ(s.readsSlowly(c), data))
}

func finishToSlowClient(s *house) {
	data := random(8 << 20)
	s.serve(speaks(func(ctx context.Context, p *speaker) error {
		return p.Outbox.Send(ctx, data)
	}), 0)
	require.NoError(s, differ(s.readsSlowly(s.dial()), data))
}

func shortBeforeShutdown(s *house) {
	s.serve(speaks(func(ctx context.Context, p *speaker) error {
		if err := p.Outbox.Send(ctx, []byte("message of the day")); err != nil {
			return err
		}
		return p.Signal.Send(ctx, axon.ShutdownMicroprocess{})
	}), 0)
	require.Equal(s, "message of the day", string(s.reads(s.dial())))
}

func justReturns(s *house) {
	s.serve(speaks(func(context.Context, *speaker) error { return nil }), 0)
	require.Empty(s, s.reads(s.dial()))
	require.Empty(s, s.reads(s.dial()))
}

func panicAlone(s *house) {
	var n atomic.Int32
	s.serve(func() axon.Component {
		switch n.Add(1) {
		case 1:
			return stock.NewEcho()
		case 2:
			return &speaker{life: func(context.Context, *speaker) error { panic("on purpose") }}
		default:
			panic("of the protocol")
		}
	}, 0)
	first := s.dial()
	s.echoes(first)
	require.Empty(s, s.reads(s.dial()))
	isPanic := func(text string) func(axon.Signal) bool {
		return func(m axon.Signal) bool {
			e, ok := m.(axon.ErrorInformation)
			return ok && e.Err.Error() == "panic: "+text
		}
	}
	s.hears("panic", isPanic("on purpose"))
	s.dial().Read(make([]byte, 1))
	s.hears("panic", isPanic("of the protocol"))
	s.echoes(first)
}

func cannotAccept(s *house) {
	s.serve(anEcho, 0)
	s.echoes(s.dial())
	release := exhaustDescriptors(s.T, func() net.Conn { return s.dial() })
	s.hears("error", func(m axon.Signal) bool {
		e, ok := m.(axon.ErrorInformation)
		return ok && isExhausted(e)
	})
	s.echoes(release())
	s.echoes(s.dial())
}

func serverEnds(s *house) {
	s.serve(anEcho, 0)
	c := s.dial()
	s.echoes(c)
	s.tell(axon.ProducerFinished{Caller: "test"})
	require.Eventually(s, func() bool {
		late, err := net.Dial("tcp", s.address)
		if err == nil {
			late.Close()
		}
		return err != nil
	}, patience, time.Millisecond)
	s.echoes(c)
	c.CloseWrite()
	require.Empty(s, s.reads(c))
	require.NoError(s, s.ended())
	s.hears("end", func(m axon.Signal) bool { return m == axon.ProducerFinished{Caller: "test"} })

	for _, order := range []axon.Signal{axon.ServerShutdown{Caller: "test"}, axon.ShutdownMicroprocess{Caller: "test"}} {
		s.serve(anEcho, 0)
		c := s.dial()
		s.echoes(c)
		began := time.Now()
		s.tell(order)
		require.NoError(s, s.ended())
		require.Less(s, time.Since(began), patience/3)
		require.Empty(s, s.reads(c))
		s.hears("end", func(m axon.Signal) bool { return m == order })
	}
}
