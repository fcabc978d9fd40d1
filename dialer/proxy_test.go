package dialer_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// The conversations that go well, up to the answer that ends them.
var well = map[string]struct {
	scheme string
	lines  []line
}{
	"SOCKS":      {"socks5://", []line{{"\x05\x01\x00", "\x05\x00"}, {"\x05\x01\x00\x03\x0bserver.test\x00\x19", "\x05\x00\x00\x01\x01\x02\x03\x04\x05\x06"}}},
	"SOCKSLogin": {"socks5://user:secret@", []line{{"\x05\x02\x00\x02", "\x05\x02"}, {"\x01\x04user\x06secret", "\x01\x00"}, {"\x05\x01\x00\x03\x0bserver.test\x00\x19", "\x05\x00\x00\x040123456789abcdef\x05\x06"}}},
	"HTTP":       {"http://", []line{{"CONNECT server.test:25 HTTP/1.1\r\nHost: server.test:25\r\n\r\n", "HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n"}}},
	"HTTPLogin":  {"http://user:secret@", []line{{"CONNECT server.test:25 HTTP/1.1\r\nHost: server.test:25\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n", "HTTP/1.0 200\n\n"}}},
}

const server = "server.test:25"

func eachWell(t *testing.T, f func(t *testing.T, scheme string, lines []line)) {
	for name, c := range well {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			f(t, c.scheme, c.lines)
		})
	}
}

// greeted adds what the host that was connected to says first, in the same write.
func greeted(lines []line) []line {
	lines = append([]line(nil), lines...)
	lines[len(lines)-1].says += "220 welcome\r\n"
	return lines
}

func expectGreeting(t *testing.T, conn net.Conn) {
	t.Helper()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)), "for a greeting that was lost")
	greeting := make([]byte, len("220 welcome\r\n"))
	_, err := io.ReadFull(conn, greeting)
	require.NoError(t, err)
	assert.Equal(t, "220 welcome\r\n", string(greeting))
}

// Bytes right behind the answer are the host's, and the connection is a whole one.
func TestProxyLosesNothing(t *testing.T) {
	eachWell(t, func(t *testing.T, scheme string, lines []line) {
		p := proxyAt(t, scheme, serve(t, saying(t, greeted(lines), whole)))
		conn, err := p.DialContext(t.Context(), "tcp", server)
		require.NoError(t, err)
		defer conn.Close()
		expectGreeting(t, conn)
		_, err = io.WriteString(conn, "sent back")
		require.NoError(t, err)
		require.IsType(t, &blocking.Conn{}, conn, "for its engine and half close")
		require.NoError(t, conn.(*blocking.Conn).CloseWrite())
		back, err := io.ReadAll(conn)
		assert.NoError(t, err)
		assert.Equal(t, "sent back", string(back))
	})
}

func TestProxyAnswersByteByByte(t *testing.T) {
	eachWell(t, func(t *testing.T, scheme string, lines []line) {
		p := proxyAt(t, scheme, "proxy.example:1")
		p.Way.Dial = pipe(t, saying(t, greeted(lines), 1))
		conn, err := p.DialContext(t.Context(), "tcp", server)
		require.NoError(t, err)
		defer conn.Close()
		expectGreeting(t, conn)
	})
}

// The proxy hangs up after each byte of what it says.
func TestProxyHangsUp(t *testing.T) {
	eachWell(t, func(t *testing.T, scheme string, lines []line) {
		all := 0
		for _, l := range lines {
			all += len(l.says)
		}
		for said := range all {
			p := proxyAt(t, scheme, "proxy.example:1")
			p.Way.Dial = pipe(t, func(conn net.Conn) { talk(t, conn, lines, said, whole) })
			conn, err := p.DialContext(t.Context(), "tcp", server)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "after %d bytes", said)
			require.ErrorIs(t, err, dialer.ErrProxy)
			require.Nil(t, conn)
			require.Contains(t, err.Error(), "server.test:25 by proxy proxy.example:1: the proxy has hung up")
		}
	})
}

// The proxy falls silent before each of its answers. The end of the dial is heard by
// it, too.
func TestProxySilence(t *testing.T) {
	because := errors.New("because")
	eachWell(t, func(t *testing.T, scheme string, lines []line) {
		for i := range lines {
			asked, heard := make(chan struct{}, 1), make(chan error, 1)
			p := proxyAt(t, scheme, serve(t, func(conn net.Conn) {
				talk(t, conn, lines[:i], -1, whole)
				talk(t, conn, []line{{hears: lines[i].hears}}, -1, whole)
				asked <- struct{}{}
				_, err := conn.Read(make([]byte, 1))
				heard <- err
			}))

			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { <-asked; cancel(because) }()
			_, err := p.DialContext(ctx, "tcp", server)
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, because)
			require.ErrorIs(t, err, dialer.ErrProxy)
			require.NotErrorIs(t, err, axon.ErrTimeout)
			require.Error(t, <-heard)

			p.Way.Timeout = 10 * time.Millisecond
			_, err = p.DialContext(t.Context(), "tcp", server)
			require.ErrorIs(t, err, axon.ErrTimeout)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, dialer.ErrProxy)
			<-asked
			require.Error(t, <-heard)

			// A client's own timeout is the one that is told of.
			way := dialer.Way{Timeout: 5 * time.Millisecond, Dial: p.DialContext}
			p.Way.Timeout = 0
			_, err = way.Open(t.Context(), "server.test", 25)
			require.ErrorIs(t, err, axon.ErrTimeout)
			require.Contains(t, err.Error(), "timeout after 5ms")
			require.NotContains(t, err.Error(), "1m0s")
			<-asked
			require.Error(t, <-heard)
		}
	})
}

// What cannot be asked for is not.
func TestProxyTarget(t *testing.T) {
	leaktest.Check(t)
	asked := func(context.Context, string, string) (net.Conn, error) {
		t.Error("the proxy was dialled")
		return nil, net.ErrClosed
	}
	for _, scheme := range []string{"http://", "socks5://"} {
		p := proxyAt(t, scheme, "proxy.example")
		p.Way.Dial = asked
		for _, address := range []string{
			"", "host", ":25", "host:", "host:0", "host:65536", "host:smtp", "host:+1", "host:-1",
			"ho st:25", "host\r\nX: y:25", "ho\x00st:25", "user@host:25", "host/:25", "hóst:25",
			"[fe80::1%eth0]:25", strings.Repeat("x", 256) + ":25",
		} {
			_, err := p.DialContext(t.Context(), "tcp", address)
			require.ErrorIs(t, err, dialer.ErrProxy, "%q", address)
			_, named := errors.AsType[*net.AddrError](err)
			require.True(t, named, "%q: %v", address, err)
		}
		for _, network := range []string{"", "tcp4", "tcp6", "udp", "unix"} {
			_, err := p.DialContext(t.Context(), network, "host:25")
			require.ErrorIs(t, err, net.UnknownNetworkError(network))
		}
	}
	_, err := new(dialer.Proxy).DialContext(t.Context(), "tcp", "host:25")
	require.ErrorIs(t, err, dialer.ErrProxy)
}

// Nobody listens: the error of the system is inside.
func TestProxyUnreachable(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l.Close()
	conn, err := proxyAt(t, "socks5://", l.Addr().String()).DialContext(t.Context(), "tcp", server)
	assert.Nil(t, conn)
	require.ErrorIs(t, err, dialer.ErrProxy)
	op, ok := errors.AsType[*net.OpError](err)
	require.True(t, ok)
	assert.Equal(t, "dial", op.Op)
	assert.Equal(t, l.Addr().String(), op.Addr.String())
	_, ok = errors.AsType[*os.SyscallError](err)
	assert.True(t, ok)
	failed, ok := errors.AsType[*dialer.ProxyError](err)
	require.True(t, ok)
	assert.Equal(t, server, failed.Target)
	assert.Equal(t, l.Addr().String(), failed.Proxy)
	assert.Zero(t, failed.Status)
}

// One proxy is reached by another.
func TestProxyByProxy(t *testing.T) {
	leaktest.Check(t)
	inner := well["SOCKSLogin"]
	lines := append([]line{{"CONNECT [2001:db8::1]:9 HTTP/1.1\r\nHost: [2001:db8::1]:9\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}}, inner.lines...)
	p := proxyAt(t, inner.scheme, "[2001:db8::1]:9")
	p.Way.Dial = proxyAt(t, "http://", serve(t, saying(t, greeted(lines), whole))).DialContext
	conn, err := p.DialContext(t.Context(), "tcp", server)
	require.NoError(t, err)
	defer conn.Close()
	expectGreeting(t, conn)
}
