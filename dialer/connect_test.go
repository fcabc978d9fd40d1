package dialer_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

var request = well["HTTP"].lines[0].hears

func TestHTTPAddresses(t *testing.T) {
	leaktest.Check(t)
	for address, asked := range map[string]string{
		"192.0.2.1:25":          "192.0.2.1:25",
		"[2001:0DB8:0::1]:0443": "[2001:db8::1]:443",
		"a_b.example.:1":        "a_b.example.:1",
	} {
		p := proxyAt(t, "http://", "proxy.example")
		p.Way.Dial = pipe(t, saying(t, greeted([]line{{"CONNECT " + asked + " HTTP/1.1\r\nHost: " + asked + "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}}), whole))
		conn, err := p.DialContext(t.Context(), "tcp", address)
		require.NoError(t, err)
		expectGreeting(t, conn)
		conn.Close()
	}
}

// Answers that mean yes, with all that means nothing.
func TestHTTPSuccess(t *testing.T) {
	leaktest.Check(t)
	for _, answer := range []string{
		"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.0 299\r\n\r\n",
		"HTTP/1.1 200 OK\nA: b\n\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 103 \r\n\r\nHTTP/1.1 200 \r\n\r\n",
		"HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 15<<10) + "\r\n\r\n",
	} {
		p := proxyAt(t, "http://", "proxy.example")
		p.Way.Dial = pipe(t, saying(t, greeted([]line{{request, answer}}), whole))
		conn, err := p.DialContext(t.Context(), "tcp", server)
		require.NoError(t, err, "%.80q", answer)
		expectGreeting(t, conn)
		conn.Close()
	}
}

func TestHTTPStatus(t *testing.T) {
	leaktest.Check(t)
	for _, status := range []int{101, 301, 400, 401, 403, 405, 407, 502, 503, 504, 999} {
		err := refuse(t, "http://", server, line{request, fmt.Sprintf("HTTP/1.1 %d Some reason\r\nContent-Length: 9\r\n\r\nNo access", status)})
		failed, ok := errors.AsType[*dialer.ProxyError](err)
		require.True(t, ok)
		assert.Equal(t, status, failed.Status)
		if status == 407 || status == 401 {
			assert.ErrorIs(t, err, dialer.ErrProxyAuth)
			assert.ErrorContains(t, err, "give user and password in the proxy's URL")
		} else {
			assert.NotErrorIs(t, err, dialer.ErrProxyAuth)
			assert.ErrorContains(t, err, fmt.Sprintf(`the proxy answers "%d Some reason"`, status))
		}
	}
	err := refuse(t, "http://user:secret@", server, line{well["HTTPLogin"].lines[0].hears, "HTTP/1.1 407 \r\n\r\n"})
	assert.ErrorIs(t, err, dialer.ErrProxyAuth)
	assert.ErrorContains(t, err, "refuses this user and password")
	assert.NotContains(t, err.Error(), "secret")
	// What a proxy says does not get to a terminal as it is.
	err = refuse(t, "http://", server, line{request, "HTTP/1.1 500 \x1b[31m\u202e" + strings.Repeat("x", 300) + "\r\n\r\n"})
	assert.ErrorContains(t, err, `500 \x1b[31m\u202exxx`)
	assert.Less(t, len(err.Error()), 200)
}

func TestHTTPGarbage(t *testing.T) {
	leaktest.Check(t)
	for answer, says := range map[string]string{
		"\x05\xff":                        `not an HTTP proxy: its answer begins with "\x05"`,
		"SSH-2.0-OpenSSH_9.2\r\n":         `not an HTTP proxy: its answer begins with "S"`,
		"HTTP/2 200\r\n\r\n":              `not an HTTP proxy: its answer begins with "HTTP/2"`,
		"HTTP/1.1\r\n\r\n":                "not an HTTP proxy",
		"HTTP/1.1 \r\n\r\n":               "not an HTTP proxy",
		"HTTP/1.1 yes\r\n\r\n":            "not an HTTP proxy",
		"HTTP/1.1 20\r\n\r\n":             "not an HTTP proxy",
		"HTTP/1.1 2000\r\n\r\n":           "not an HTTP proxy",
		"HTTP/1.1 -20 \r\n\r\n":           "not an HTTP proxy",
		"HTTP/1.1 099 \r\n\r\n":           "not an HTTP proxy",
		"HTTP/1.1 200 \x00\r\nno end\r\n": "hung up",
	} {
		assert.ErrorContains(t, refuse(t, "http://", server, line{request, answer}), says, "%q", answer)
	}
}

// A header that does not end is given up, in one piece and in many.
func TestHTTPLongHeader(t *testing.T) {
	leaktest.Check(t)
	for name, answer := range map[string]string{
		"Field":    "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 64<<10) + "\r\n\r\n",
		"Fields":   "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 64<<10/6) + "\r\n",
		"Line":     "HTTP/1.1 200 " + strings.Repeat("x", 64<<10) + "\r\n\r\n",
		"Interims": strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 64<<10/25) + "HTTP/1.1 200 OK\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			assert.ErrorContains(t, refuse(t, "http://", server, line{request, answer}), "longer than 16384 bytes")
			p := proxyAt(t, "http://", serve(t, func(conn net.Conn) { talk(t, conn, []line{{request, answer}}, -1, whole) }))
			_, err := p.DialContext(t.Context(), "tcp", server)
			assert.ErrorContains(t, err, "longer than 16384 bytes")
		})
	}
}
