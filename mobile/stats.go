package mobile

import (
	"sync/atomic"
	"time"
)

// Stats are the numbers of a client, over all of its connections, at one moment.
type Stats struct {
	BytesIn, BytesOut int64 // received from the system, taken by the system
	ChunksIn          int64 // handed to the listener or reader
	Sends             int64 // messages that Send and TrySend have accepted
	Connects          int64 // connections that were made
	Retries           int64 // attempts after the first
	QueuedBytes       int64 // that wait to be written

	ConnectMillis   int64 // that the last connection took, name lookup included
	HandshakeMillis int64 // that the last TLS handshake took
	ConnectedMillis int64 // that the current connection has lasted, 0 for none
}

// counters are what Stats are made of.
type counters struct {
	bytesIn, bytesOut, chunksIn, sends, connects, retries atomic.Int64
	connectTime, handshakeTime, connectedSince            atomic.Int64 // nanoseconds
}

func (e *engine) stats() *Stats {
	c := &e.count
	s := &Stats{
		BytesIn: c.bytesIn.Load(), BytesOut: c.bytesOut.Load(), ChunksIn: c.chunksIn.Load(),
		Sends: c.sends.Load(), Connects: c.connects.Load(), Retries: c.retries.Load(),
		QueuedBytes:   e.out.queued(),
		ConnectMillis: time.Duration(c.connectTime.Load()).Milliseconds(), HandshakeMillis: time.Duration(c.handshakeTime.Load()).Milliseconds(),
	}
	if since := c.connectedSince.Load(); since != 0 {
		s.ConnectedMillis = (time.Since(epoch) - time.Duration(since)).Milliseconds()
	}
	return s
}
