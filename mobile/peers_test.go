package mobile_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/mobile"
)

// serve accepts connections and calls f for each, on a goroutine of its own. All
// have ended when the test does.
func serve(t testing.TB, f func(net.Conn)) (port int32) {
	t.Helper()
	return serveHeld(t, func(conn net.Conn, _ <-chan struct{}) { f(conn) })
}

// serveHeld is serve of a function that may wait for the end of the test.
func serveHeld(t testing.TB, f func(conn net.Conn, held <-chan struct{})) (port int32) {
	t.Helper()
	held := make(chan struct{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var all sync.WaitGroup
	var mu sync.Mutex
	conns := map[net.Conn]bool{}
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns[conn] = true
			mu.Unlock()
			all.Go(func() {
				defer conn.Close()
				f(conn, held)
			})
		}
	})
	t.Cleanup(func() {
		close(held)
		l.Close()
		mu.Lock()
		for conn := range conns {
			conn.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return int32(l.Addr().(*net.TCPAddr).Port)
}

// echo sends back what comes, and ends its side after the peer.
func echo(conn net.Conn) { transfer(conn, conn) }

// transfer copies, but not by splice(2), whose pipes would be left over.
func transfer(to io.Writer, from io.Reader) {
	_, _ = io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from})
}

// silent reads on and says nothing.
func silent(conn net.Conn) { transfer(io.Discard, conn) }

// stuck neither reads nor writes.
func stuck(conn net.Conn, held <-chan struct{}) {
	_ = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
	<-held
}

// A relay passes connections on to a port, and can be killed and brought back.
type relay struct {
	t      testing.TB
	to     int32
	port   int32
	mu     sync.Mutex
	l      net.Listener
	conns  []net.Conn
	dead   bool
	ending sync.WaitGroup
}

func newRelay(t testing.TB, to int32) *relay {
	r := &relay{t: t, to: to}
	r.live()
	t.Cleanup(r.kill)
	return r
}

// live listens on the port of before.
func (r *relay) live() {
	r.t.Helper()
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(r.port)}
	l, err := net.ListenTCP("tcp", address)
	require.NoError(r.t, err)
	r.port = int32(l.Addr().(*net.TCPAddr).Port)
	r.mu.Lock()
	r.l, r.dead = l, false
	r.mu.Unlock()
	r.ending.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(r.to)})
			if err != nil {
				near.Close()
				continue
			}
			r.mu.Lock()
			r.conns = append(r.conns, near, far)
			if r.dead {
				r.reset()
			}
			r.mu.Unlock()
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				r.ending.Go(func() {
					transfer(way[0], way[1])
					_ = way[0].(*net.TCPConn).CloseWrite()
				})
			}
		}
	})
}

// cut breaks the connections, by a reset.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reset()
}

// reset needs mu.
func (r *relay) reset() {
	for _, conn := range r.conns {
		_ = conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	r.conns = nil
}

// kill cuts, and listens no more.
func (r *relay) kill() {
	r.mu.Lock()
	r.dead = true
	r.l.Close()
	r.reset()
	r.mu.Unlock()
	r.ending.Wait()
}

func configFor(t testing.TB, port int32) *mobile.Config {
	t.Helper()
	cfg, err := mobile.NewConfig("127.0.0.1", port)
	require.NoError(t, err)
	return cfg
}

// start returns a client that was started, and closes it at the end of the test.
func start(t testing.TB, cfg *mobile.Config, r *recorder) *mobile.Client {
	t.Helper()
	c := client(t, cfg, r)
	require.NoError(t, c.Start())
	return c
}

func client(t testing.TB, cfg *mobile.Config, r *recorder) *mobile.Client {
	t.Helper()
	c, err := mobile.NewClient(cfg, r)
	require.NoError(t, err)
	t.Cleanup(func() {
		c.Close()
		require.True(t, c.AwaitClosed(hang.Milliseconds()))
	})
	return c
}

// quick is a RetryPolicy that does not keep a test waiting.
func quick() *mobile.RetryPolicy {
	p := mobile.NewRetryPolicy()
	p.SetDelays(1, 20)
	return p
}

// code asserts the code of an error.
func code(t testing.TB, want int32, err error) {
	t.Helper()
	require.Equal(t, mobile.CodeName(want), mobile.CodeName(mobile.CodeOf(err)), "%v", err)
}

// receives waits for a value of a channel.
func receives[T any](t testing.TB, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(hang):
		t.Fatalf("waited for %s", what)
		panic("unreachable")
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

var errApp = errors.New("thrown by the app")
