package dialer_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// Whatever a proxy says, the dial ends, and what it did not take is still there.
func FuzzProxy(f *testing.F) {
	for _, c := range well {
		var said strings.Builder
		for _, l := range c.lines {
			said.WriteString(l.says)
		}
		f.Add(strings.HasPrefix(c.scheme, "http"), said.String()+"220 welcome\r\n")
	}
	f.Add(true, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 \xff\r\n\r\n")
	f.Add(false, "\x05\x00\x05\x00\x00\x03\xffx")
	f.Fuzz(func(t *testing.T, isHTTP bool, says string) {
		scheme := "socks5://user:secret@"
		if isHTTP {
			scheme = "http://user:secret@"
		}
		p := proxyAt(t, scheme, "proxy.example")
		conn := &scripted{Reader: strings.NewReader(says)}
		p.Way.Dial = func(context.Context, string, string) (net.Conn, error) { return conn, nil }
		got, err := p.DialContext(t.Context(), "tcp", server)
		if err != nil {
			require.ErrorIs(t, err, dialer.ErrProxy)
			require.NotContains(t, err.Error(), "secret")
			failed, ok := errors.AsType[*dialer.ProxyError](err)
			require.True(t, ok && conn.closed && got == nil)
			require.LessOrEqual(t, failed.Status, 999)
			return
		}
		rest, _ := io.ReadAll(got)
		require.True(t, strings.HasSuffix(says, string(rest)) && !conn.closed)
	})
}

// scripted is a connection whose peer has said everything already.
type scripted struct {
	net.Conn
	*strings.Reader
	closed bool
}

func (c *scripted) Read(p []byte) (int, error)  { return c.Reader.Read(p) }
func (c *scripted) Write(p []byte) (int, error) { return len(p), nil }
func (c *scripted) Close() error                { c.closed = true; return nil }
