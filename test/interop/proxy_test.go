package interop_test

import (
	"crypto/sha256"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// by is the proxy that a service is, asked as somebody or nobody.
func by(t *testing.T, scheme string, s *interop.Service, as *url.Userinfo) *dialer.Proxy {
	t.Helper()
	u := url.URL{Scheme: scheme, Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)), User: as}
	p, err := dialer.NewProxy(u.String())
	require.NoError(t, err)
	p.Way.Dialer = small
	return p
}

var somebody = url.UserPassword(interop.ProxyUser, interop.ProxyPassword)

// little has each client send and get back what the proxy's sockets hold.
func little(t *testing.T, p *dialer.Proxy) {
	t.Helper()
	text := lines(100_000)
	echo := interop.SocatEcho(t)
	eachClient(t, func(t *testing.T, client maker) {
		sum, n := client.talks("localhost", p.DialContext)(t, echo, strings.NewReader(text))
		assert.EqualValues(t, len(text), n)
		assert.Equal(t, sha256.Sum256([]byte(text)), sum)
	})
}

// much has each client run the suite by way of a proxy.
func much(t *testing.T, p *dialer.Proxy) {
	t.Helper()
	eachClient(t, func(t *testing.T, client maker) { interop.TestClient(t, client.talks("localhost", p.DialContext)) })
}

// refused dials by a proxy that must not connect, and returns the error.
func refused(t *testing.T, p *dialer.Proxy, address string) *dialer.ProxyError {
	t.Helper()
	_, err := p.DialContext(t.Context(), "tcp", address)
	require.ErrorIs(t, err, dialer.ErrProxy)
	t.Log(err)
	failed, ok := errors.AsType[*dialer.ProxyError](err)
	require.True(t, ok)
	return failed
}

// nobodyListens is an address of loopback that refuses connections.
func nobodyListens(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func TestDante(t *testing.T) {
	leaktest.Check(t)
	s := interop.Dante(t)
	p := by(t, "socks5", s, nil)
	much(t, p)
	assert.Equal(t, 2, refused(t, p, "127.0.0.2:7").Status, "not allowed")
	assert.Equal(t, 5, refused(t, p, nobodyListens(t)).Status, "refused")
	assert.NotZero(t, refused(t, p, "nowhere.invalid:7").Status)
}

func TestMicrosocks(t *testing.T) {
	leaktest.Check(t)
	s := interop.Microsocks(t)
	p := by(t, "socks5h", s, somebody)
	little(t, p)
	assert.Equal(t, 5, refused(t, p, nobodyListens(t)).Status, "refused")
	for _, as := range []*url.Userinfo{nil, url.UserPassword(interop.ProxyUser, "wrong"), url.User("nobody")} {
		assert.ErrorIs(t, refused(t, by(t, "socks5", s, as), "localhost:7"), dialer.ErrProxyAuth)
	}
}

func TestTinyproxy(t *testing.T) {
	leaktest.Check(t)
	s := interop.Tinyproxy(t)
	p := by(t, "http", s, somebody)
	much(t, p)
	assert.Equal(t, 403, refused(t, p, "denied.test:7").Status)
	assert.Equal(t, 500, refused(t, p, nobodyListens(t)).Status)
	none := refused(t, by(t, "http", s, nil), "localhost:7")
	assert.Equal(t, 407, none.Status)
	assert.ErrorIs(t, none, dialer.ErrProxyAuth)
	assert.ErrorContains(t, none, "give user and password in the proxy's URL")
	wrong := refused(t, by(t, "http", s, url.UserPassword(interop.ProxyUser, "wrong")), "localhost:7")
	assert.ErrorIs(t, wrong, dialer.ErrProxyAuth)
}

// A proxy behind another.
func TestProxyChain(t *testing.T) {
	leaktest.Check(t)
	far := by(t, "socks5", interop.Microsocks(t), somebody)
	far.Way.Dial = by(t, "http", interop.Tinyproxy(t), somebody).DialContext
	little(t, far)
}
