package mobile

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/threadedtcp/threadedtcp/threaded"
)

// client returns the component of one attempt to connect.
func (e *engine) client(delay time.Duration) *threaded.TCPClient {
	s := &e.set
	c := threaded.NewTCPClient(s.host, s.port)
	c.ConnectTimeout = s.connectTimeout
	c.Delay = delay
	c.InitialMessage = s.initial
	c.ReadSize = s.readSize()
	c.Linger = threaded.NoLimit // see line.parting
	c.Wrote, c.Unread, c.Space = e.out.wrote, e.in.unread, e.in.lend
	c.Inbox.SetSize(0)
	c.Dial = e.dial
	return c
}

// dial makes the connection, and tells how that goes.
func (e *engine) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l := e.current()
	e.reached(l, StateResolving)
	began := time.Now()
	var resolved sync.Once
	d := e.set.dialer()
	d.Control = func(string, string, syscall.RawConn) error {
		resolved.Do(func() { e.reached(l, StateConnecting) })
		return nil
	}
	conn, err := e.set.way(d)(ctx, network, address)
	if err != nil {
		return nil, err
	}
	e.count.connectTime.Store(int64(time.Since(began)))
	e.made(conn)
	return conn, nil
}

// made notes a connection.
func (e *engine) made(conn net.Conn) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.conn = conn
	e.info = &ConnInfo{local: conn.LocalAddr().String(), remote: conn.RemoteAddr().String()}
}
