package blocking

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// hang is more than any step of a test takes.
const hang = 20 * time.Second

// nap is long enough for another goroutine to reach the call in which it waits.
// A test that is woken early still passes, it only shows less.
const nap = 30 * time.Millisecond

// variant is one way of making connections. Every test of what a connection
// promises runs on all variants, those included that are for other systems.
type variant struct {
	name    string
	network string
	connect connectFunc
	listen  listenFunc
	own     bool // the descriptors are this package's own
	small   bool // the buffers are 16 KiB, so that the kernel hides nothing
}

func (p variant) dialer() *Dialer {
	return &Dialer{connect: p.connect, Budget: NewBudget(100), Control: p.control()}
}

func (p variant) config() *ListenConfig {
	return &ListenConfig{listen: p.listen, Budget: NewBudget(100), Control: p.control()}
}

func (p variant) control() ControlFunc {
	if p.small {
		return shrink
	}
	return nil
}

// smallPair is pair with small buffers.
func (p variant) smallPair(t testing.TB) (near, far *Conn) {
	t.Helper()
	p.small = true
	return p.pair(t)
}

// address is one to listen on.
func (p variant) address(t testing.TB) string {
	if p.network == "unix" {
		return filepath.Join(t.TempDir(), "s")
	}
	return "127.0.0.1:0"
}

// pair makes both ends of a connection, to be closed with the test.
func (p variant) pair(t testing.TB) (near, far *Conn) {
	t.Helper()
	near, far, err := p.connected(t)
	require.NoError(t, err)
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

func (p variant) connected(t testing.TB) (near, far *Conn, err error) {
	l, err := p.config().Listen(context.Background(), p.network, p.address(t))
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	near, err = p.dialer().Dial(p.network, l.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	far, err = l.AcceptConn()
	if err != nil {
		near.Close()
		return nil, nil, err
	}
	return near, far, nil
}

// eachVariant runs f on every variant that the system has.
func eachVariant(t *testing.T, f func(t *testing.T, p variant)) {
	for _, p := range variants() {
		t.Run(p.name, func(t *testing.T) {
			leaktest.Check(t)
			f(t, p)
		})
	}
}

// eachOwnVariant is eachVariant without package net's.
func eachOwnVariant(t *testing.T, f func(t *testing.T, p variant)) {
	for _, p := range variants() {
		if p.own {
			t.Run(p.name, func(t *testing.T) {
				leaktest.Check(t)
				f(t, p)
			})
		}
	}
}

// async runs f in a goroutine that lets its thread go, and gives its result.
func async[T any](t testing.TB, f func() T) *result[T] {
	r := &result[T]{t: t, done: make(chan T, 1)}
	go func() {
		r.done <- f()
		ExitThread()
	}()
	return r
}

type result[T any] struct {
	t    testing.TB
	done chan T
}

// wait fails the test when the function hangs.
func (r *result[T]) wait() T {
	r.t.Helper()
	select {
	case v := <-r.done:
		return v
	case <-time.After(hang):
		r.t.Fatal("still waiting")
		panic("not reached")
	}
}

// readOnce is the error of one Read.
func readOnce(c net.Conn) func() error {
	return func() error {
		_, err := c.Read(make([]byte, 1))
		return err
	}
}

// fill writes until there is an error.
func fill(c net.Conn) func() error {
	return func() error {
		for {
			if _, err := c.Write(make([]byte, 1<<20)); err != nil {
				return err
			}
		}
	}
}

// receiveOnce is the error of one Receive.
func receiveOnce(s Socket) func() error {
	return func() error {
		_, err := s.Receive(make([]byte, 1))
		return err
	}
}

// sendAll sends p, however many pieces it takes.
func sendAll(s Socket, p []byte) error {
	for len(p) > 0 {
		n, err := s.Send(p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// socketReader makes an io.Reader of a Socket.
type socketReader struct{ s Socket }

func (r socketReader) Read(p []byte) (int, error) { return r.s.Receive(p) }

var _ io.Reader = socketReader{}
