package mobile

import (
	"cmp"
	"math"
	"net"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// settings are the values of a Config. They are copied and then not changed.
type settings struct {
	host string
	port int

	connectTimeout, readTimeout, writeTimeout time.Duration
	delay, linger                             time.Duration

	initial  []byte
	tls      *tlsSettings
	startTLS bool   // in mid-stream,
	reply    []byte // after the peer has said this
	retry    *policy

	keepAlive net.KeepAliveConfig
	nagle     bool
	bind      net.Addr
	proxy     *dialer.Proxy

	maxChunk   int
	sendLimit  int64
	window     int64
	framing    framing
	background bool // close the connection there
	logger     Logger
}

// What a Config begins with.
const (
	defaultSendLimit = 1 << 20
	defaultWindow    = 1 << 20
	defaultMaxChunk  = 128 << 10
	defaultLinger    = 5 * time.Second
	defaultHandshake = 10 * time.Second // as in package secure
)

func (s *settings) fill() {
	s.sendLimit = cmp.Or(s.sendLimit, defaultSendLimit)
	s.window = cmp.Or(s.window, defaultWindow)
	s.maxChunk = cmp.Or(s.maxChunk, defaultMaxChunk)
	s.linger = cmp.Or(s.linger, defaultLinger)
}

// readSize is how much a connection reads at once.
func (s *settings) readSize() int { return int(min(int64(s.maxChunk), s.window)) }

// upgrade returns what secures each connection, nil for none.
func (s *settings) upgrade(server bool) (stream.Upgrade, error) {
	if s.tls == nil {
		return nil, nil
	}
	return s.tls.upgrade(s.host, server)
}

func (s *settings) dialer() blocking.Dialer {
	return blocking.Dialer{
		LocalAddr: s.bind,
		KeepAlive: s.keepAlive, DisableKeepAlive: s.keepAlive.Idle < 0,
		Nagle: s.nagle,
	}
}

// milliseconds is a Duration that does not overflow.
func milliseconds(ms int64) time.Duration {
	const most = int64(math.MaxInt64 / time.Millisecond)
	return time.Duration(min(max(ms, -most), most)) * time.Millisecond
}
