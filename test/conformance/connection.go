package conformance

import (
	"net"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// Options are what a test asks of the client that a Factory makes. Zero values
// leave the client's own defaults.
type Options struct {
	InitialMessage []byte
	ConnectTimeout time.Duration
	Delay          time.Duration
	ReadSize       int
	FlushTimeout   time.Duration
	Linger         time.Duration
	HardFlush      time.Duration

	// Resolver is for the lookup of the host, nil for the system's.
	Resolver *net.Resolver
}

// NoLimit as FlushTimeout or Linger means that there is none.
const NoLimit time.Duration = -1

// A Factory makes the clients that Connections tests.
type Factory struct {
	// New returns a client with the boxes inbox, control, outbox and signal. Its
	// sockets are to be opened with the control function [SmallBuffers].
	New func(t testing.TB, host string, port int, o Options) axon.Component

	// Ordered returns the terminal message that is promised after an end by
	// order. nil means a SocketShutdown whose HowDied names the order.
	Ordered func(c axon.Component, order axon.Signal) axon.Signal

	// Serve, if not nil, puts the peer's half of a layer, such as TLS, on a
	// connection that the peer has accepted.
	Serve func(net.Conn) net.Conn
}

// Connections runs every promise about one client's connection.
func Connections(t *testing.T, factory Factory) {
	for _, p := range factory.promises() {
		Run(t, p.Name, p.Test)
	}
}

// patience bounds every wait. What takes so long is taken for hung.
var patience = Patience()

// prompt is how long an end may take that is promised within half a second.
// The tests set limits so that an end which nothing hurries takes for ever.
func prompt() time.Duration { return patience / 6 }
