package dialer_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// Every kind of address that is asked for, and that is answered with.
func TestSOCKSAddresses(t *testing.T) {
	leaktest.Check(t)
	asks := map[string]string{
		"192.0.2.1:258":          "\x01\xc0\x00\x02\x01\x01\x02",
		"[::ffff:192.0.2.1]:258": "\x01\xc0\x00\x02\x01\x01\x02",
		"[2001:db8::1]:65535":    "\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff\xff",
		"a_b.example.:1":         "\x03\x0ca_b.example.\x00\x01",
	}
	for address, asked := range asks {
		for _, answer := range []string{"\x01\x00\x00\x00\x00\x00\x00", "\x040123456789abcdef\x00\x00", "\x03\x00\x00\x00", "\x03\x04name\x00\x00"} {
			p := proxyAt(t, "socks5h://", "proxy.example")
			p.Way.Dial = pipe(t, saying(t, greeted([]line{{"\x05\x01\x00", "\x05\x00"}, {"\x05\x01\x00" + asked, "\x05\x00\x00" + answer}}), whole))
			conn, err := p.DialContext(t.Context(), "tcp", address)
			require.NoError(t, err)
			expectGreeting(t, conn)
			conn.Close()
		}
	}
}

// A proxy that does not ask for the login does not get it.
func TestSOCKSLoginUnasked(t *testing.T) {
	leaktest.Check(t)
	p := proxyAt(t, "socks5://user:secret@", "proxy.example")
	p.Way.Dial = pipe(t, saying(t, greeted([]line{{"\x05\x02\x00\x02", "\x05\x00"}, well["SOCKS"].lines[1]}), whole))
	conn, err := p.DialContext(t.Context(), "tcp", server)
	require.NoError(t, err)
	defer conn.Close()
	expectGreeting(t, conn)
}

// Every reply but success, told in no more bytes than are needed.
func TestSOCKSReplies(t *testing.T) {
	leaktest.Check(t)
	texts := map[int]string{
		1: "general SOCKS server failure", 2: "connection not allowed by ruleset", 3: "network unreachable",
		4: "host unreachable", 5: "connection refused", 6: "TTL expired", 7: "command not supported",
		8: "address type not supported", 9: "unknown reply", 255: "unknown reply",
	}
	for reply := 1; reply < 256; reply++ {
		lines := append([]line(nil), well["SOCKS"].lines...)
		lines[1].says = "\x05" + string([]byte{byte(reply)})
		err := refuse(t, "socks5://", server, lines...)
		failed, ok := errors.AsType[*dialer.ProxyError](err)
		require.True(t, ok)
		require.Equal(t, reply, failed.Status)
		require.Contains(t, err.Error(), fmt.Sprintf("%s (SOCKS reply %d)", texts[reply], reply))
		require.NotErrorIs(t, err, dialer.ErrProxyAuth)
	}
}

func TestSOCKSLoginRefused(t *testing.T) {
	leaktest.Check(t)
	hello, login := line{"\x05\x02\x00\x02", "\x05\x02"}, "\x01\x04user\x06secret"
	for name, err := range map[string]error{
		"give user and password in the proxy's URL": refuse(t, "socks5://", server, line{"\x05\x01\x00", "\x05\xff"}),
		"refuses this user and password":            refuse(t, "socks5://user:secret@", server, line{"\x05\x02\x00\x02", "\x05\xff"}),
		"this user and password":                    refuse(t, "socks5://user:secret@", server, hello, line{login, "\x01\x01"}),
		"user and password":                         refuse(t, "socks5://user:secret@", server, hello, line{login, "\x05\xff"}),
	} {
		assert.ErrorIs(t, err, dialer.ErrProxyAuth)
		assert.ErrorContains(t, err, name)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestSOCKSGarbage(t *testing.T) {
	leaktest.Check(t)
	hello := line{"\x05\x01\x00", "\x05\x00"}
	request := well["SOCKS"].lines[1].hears
	for name, err := range map[string]error{
		`not a SOCKS 5 proxy: its answer begins with byte 0x48 ("H")`: refuse(t, "socks5://", server, line{"\x05\x01\x00", "HTTP/1.1 400 Bad Request\r\n\r\n"}),
		"begins with byte 0x04":          refuse(t, "socks5://", server, line{"\x05\x01\x00", "\x04\x00"}),
		"method 2, which it was not":     refuse(t, "socks5://", server, line{"\x05\x01\x00", "\x05\x02"}),
		"method 1, which it was not":     refuse(t, "socks5://user@", server, line{"\x05\x02\x00\x02", "\x05\x01"}),
		"begins with byte 0x00":          refuse(t, "socks5://", server, hello, line{request, "\x00\x00\x00\x01"}),
		"an address of unknown type 2":   refuse(t, "socks5://", server, hello, line{request, "\x05\x00\x00\x02"}),
		"an address of unknown type 255": refuse(t, "socks5://", server, hello, line{request, "\x05\x00\x00\xff"}),
	} {
		assert.ErrorContains(t, err, name)
	}
}
