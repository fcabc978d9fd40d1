package secure_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
)

// against makes a client's handshake with a peer that is no TLS server.
func against(t *testing.T, peer func(io.ReadWriter)) (c side) {
	t.Helper()
	dialled, accepted := transports["blocking"].pair(t)
	var wg sync.WaitGroup
	wg.Go(func() { peer(accepted); accepted.Close() })
	c.conn, c.secured, c.err = client(t, trusting(t)).Upgrade(context.Background(), dialled, secure.End{Host: "localhost"})
	dialled.Close()
	wg.Wait()
	require.Error(t, c.err)
	t.Log(c.err)
	return c
}

func TestPlaintextPeer(t *testing.T) {
	leaktest.Check(t)
	c := against(t, func(conn io.ReadWriter) {
		io.WriteString(conn, "220 mail.example ESMTP\r\n")
		conn.Read(make([]byte, 4096))
	})
	assert.True(t, as[tls.RecordHeaderError](c.err))
	assert.ErrorContains(t, c.err, `does not speak TLS here, its first bytes are "220 m"`)
}

func TestPlaintextClient(t *testing.T) {
	leaktest.Check(t)
	dialled, accepted := transports["blocking"].pair(t)
	_, err := io.WriteString(dialled, "GET / HTTP/1.1\r\n\r\n")
	require.NoError(t, err)
	_, _, err = server(t, secure.Options{}, certificates(t).good).Upgrade(context.Background(), accepted, secure.End{Server: true})
	t.Log(err)
	assert.True(t, as[tls.RecordHeaderError](err))
	assert.ErrorContains(t, err, `"GET /"`)
	assert.ErrorContains(t, err, accepted.RemoteAddr().String())
}

func TestPeerClosesInMidHandshake(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	for name, peer := range map[string]func(io.ReadWriter){
		"after the hello": func(conn io.ReadWriter) { conn.Read(make([]byte, 4096)) },
		"in a record":     func(conn io.ReadWriter) { conn.Read(make([]byte, 4096)); conn.Write([]byte{22, 3, 3, 0, 90, 2}) },
		// The server's own flight is cut in the middle.
		"in the certificate": func(conn io.ReadWriter) {
			tls.Server(&cut{conn.(net.Conn), 300}, p.good.Server()).Handshake()
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := against(t, peer)
			assert.True(t, errors.Is(c.err, io.EOF) || errors.Is(c.err, io.ErrUnexpectedEOF), "%v", c.err)
			assert.ErrorContains(t, c.err, "closed the connection in mid-handshake")
		})
	}
}

// cut ends a connection after some bytes.
type cut struct {
	net.Conn
	left int
}

func (c *cut) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p[:min(c.left, len(p))])
	if c.left -= n; c.left == 0 && err == nil {
		// Not Close: unread input would reset the connection.
		err = errors.Join(io.ErrShortWrite, c.Conn.(interface{ CloseWrite() error }).CloseWrite())
	}
	return n, err
}

// TestReset keeps the system's error.
func TestReset(t *testing.T) {
	leaktest.Check(t)
	dialled, accepted := transports["net"].pair(t)
	require.NoError(t, accepted.(*net.TCPConn).SetLinger(0))
	require.NoError(t, accepted.Close())
	_, _, err := secure.Client(nil).Upgrade(context.Background(), dialled, secure.End{Host: "localhost"})
	t.Log(err)
	assert.True(t, as[*net.OpError](err), "%v", err)
}

func TestSilentPeer(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		o := secure.Options{HandshakeTimeout: 50 * time.Millisecond}
		for _, end := range []secure.End{{Host: "localhost"}, {Server: true}} {
			dialled, _ := tr.pair(t)
			u := client(t, o)
			if end.Server {
				u = server(t, o, certificates(t).good)
			}
			start := time.Now()
			_, _, err := u.Upgrade(context.Background(), dialled, end)
			t.Log(err)
			assert.Less(t, time.Since(start), 500*time.Millisecond)
			assert.ErrorIs(t, err, secure.ErrHandshakeTimeout)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.ErrorContains(t, err, "more than 50ms")
			timeout, ok := errors.AsType[net.Error](err)
			assert.True(t, ok && timeout.Timeout())
		}
	})
}

func TestContextEnds(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		cause := errors.New("the program ends")
		for _, wait := range []time.Duration{0, 50 * time.Millisecond} {
			for _, timeout := range []time.Duration{0, -1} {
				dialled, _ := tr.pair(t)
				ctx, cancel := context.WithCancelCause(context.Background())
				timer := time.AfterFunc(wait, func() { cancel(cause) })
				start := time.Now()
				_, _, err := client(t, secure.Options{HandshakeTimeout: timeout}).Upgrade(ctx, dialled, secure.End{Host: "localhost"})
				assert.Less(t, time.Since(start), wait+500*time.Millisecond)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, cause)
				assert.NotErrorIs(t, err, secure.ErrHandshakeTimeout)
				timer.Stop()
			}
		}
		dialled, _ := tr.pair(t)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, _, err := secure.Client(nil).Upgrade(ctx, dialled, secure.End{Host: "localhost"})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.NotErrorIs(t, err, secure.ErrHandshakeTimeout)
	})
}
