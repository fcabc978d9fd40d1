package main

import (
	"io"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// hardFlush is what an interrupt leaves for the end of the connection.
const hardFlush = 250 * time.Millisecond

// connected is what a client says when it is.
const connected = "socket connected"

// client returns the component between input and output.
func (o *options) client(stderr io.Writer) axon.Component {
	if !o.reconnect && !o.keepListening {
		return newClient(o)
	}
	r := &Redial{New: func() *threaded.TCPClient { return newClient(o) }}
	r.Backoff = dialer.Backoff{First: o.retryDelay, Max: o.retryMax, MaxAttempts: o.tries, ResetAfter: o.stableTime}
	if r.Forever = o.keepListening; r.Forever {
		r.Backoff = nextClient
	}
	r.Outage = func(err error, wasConnected bool, delay time.Duration) {
		if o.keepListening && err == nil {
			o.journal.tell("closed")
			return
		}
		why := outage(o, err, wasConnected)
		o.journal.tell("retry", text("reason", why), millis("delay_ms", delay))
		if !o.quiet {
			say(stderr, why+"; again in "+delay.Round(time.Millisecond).String())
		}
	}
	r.Inbox.SetBounds(0, int(o.keep))
	return r
}

func newClient(o *options) *threaded.TCPClient {
	client := threaded.NewTCPClient(o.host, o.port)
	client.Dialer = o.sockets()
	if !o.isPlain() {
		client.Dial = o.dial
	}
	client.ConnectTimeout = o.connectTimeout
	if o.connectTimeout == 0 {
		client.ConnectTimeout = threaded.NoLimit
	}
	// The server may think, or be busy, for as long as it likes.
	client.Linger, client.FlushTimeout = threaded.NoLimit, threaded.NoLimit
	client.HardFlush = hardFlush
	return client
}

// outage says why a connection has ended that is to be made again.
func outage(o *options, err error, wasConnected bool) string {
	switch {
	case err == nil:
		return "connection to " + o.target() + ": the server has closed it"
	case wasConnected:
		return lossFailure(o, err).text
	default:
		return connectFailure(o, err).text
	}
}

// totalTime returns what receives when the time for all is over.
func (o *options) totalTime() <-chan time.Time {
	if o.totalTimeout == 0 {
		return nil
	}
	return time.After(o.totalTimeout)
}
