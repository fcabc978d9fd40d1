package secure

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

const (
	// handshakeTimeout is enough for four round trips over a slow radio link,
	// with one retransmission each.
	handshakeTimeout = 10 * time.Second

	// sessions is how many a client remembers for resumption where nobody has
	// said otherwise. Each holds the certificates of its server, some kilobytes.
	sessions = 16
)

// Upgrade secures a connection in mid-stream; [Client], [Server] and [Options]
// make them.
//
// Its method is for connections to call, from any goroutine. It makes the
// handshake over conn, owns conn from then on, and returns a *tls.Conn, whose
// CloseWrite is TLS's own half close (RFC 8446 section 6.1). The end of ctx ends
// the handshake, and so do 10 seconds or [Options].HandshakeTimeout; both close
// conn. Every error is a [HandshakeError].
type Upgrade = stream.Upgrade

// Secured is what a handshake has negotiated.
type Secured = stream.Secured

// End says which end of a connection an upgrade is made at.
type End = stream.End

// upgrade is an Upgrade by crypto/tls.
type upgrade struct {
	config  *tls.Config // not changed any more
	server  bool
	timeout time.Duration

	// over is tls.Client or tls.Server. As a value it lets a program that has no server
	// link no server's handshake, 200 kB.
	over func(net.Conn, *tls.Config) *tls.Conn
}

// Client returns an upgrade for connections that were dialled.
//
// It may be called from anywhere; config is cloned. With nil the peer is
// verified against the system's roots, and sessions are resumed (RFC 8446
// section 2.2). Where config names no ServerName, the host that was dialled is
// asked for and verified, an IP address against the addresses in the certificate
// (RFC 9525 section 6.4); at a connection without a host, such as one of Unix
// sockets, the error matches [ErrNoServerName]. TLS 1.2 is the oldest version
// (RFC 9325 section 3.1.1) unless config names its own MinVersion.
func Client(config *tls.Config) Upgrade {
	if config == nil {
		config = &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(sessions)}
	}
	return upgrade{config: strict(config), timeout: handshakeTimeout, over: tls.Client}
}

// Server returns an upgrade for connections that were accepted.
//
// It may be called from anywhere; config is cloned. Config needs a certificate,
// or a function that gets one; without, the error of every upgrade matches
// [ErrNoCertificate]. TLS 1.2 is the oldest version unless config names its own
// MinVersion. Clients resume sessions only with the Upgrade that has made them,
// unless config was given keys (tls.Config.SetSessionTicketKeys) before. What its
// GetConfigForClient returns is used as it is.
func Server(config *tls.Config) Upgrade {
	if config == nil {
		config = &tls.Config{}
	}
	return upgrade{config: strict(config), server: true, timeout: handshakeTimeout, over: tls.Server}
}

// After returns u with words that go out in clear before the handshake, after all
// else that was sent in clear.
//
// It may be called from anywhere; words are not to be changed any more. A server
// agrees to an upgrade by it: a client may begin its handshake as soon as it has the
// words, and were they sent by themselves, before the message on makessl, what the
// client then sends could be received in clear.
func After(words []byte, u Upgrade) Upgrade { return after{u, words} }

type after struct {
	then  Upgrade
	words []byte
}

func (a after) Upgrade(ctx context.Context, conn net.Conn, end End) (net.Conn, Secured, error) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	_, err := conn.Write(a.words)
	stop()
	if err != nil {
		return nil, Secured{}, failed(conn, end, err)
	}
	return a.then.Upgrade(ctx, conn, end)
}

// strict clones config and says its oldest version, so that the environment
// (GODEBUG=tls10server=1) has no say in it.
func strict(config *tls.Config) *tls.Config {
	config = config.Clone()
	if config.MinVersion == 0 {
		config.MinVersion = tls.VersionTLS12
	}
	return config
}

func init() {
	stream.DefaultUpgrade = sync.OnceValue(func() Upgrade { return Client(nil) })
}
