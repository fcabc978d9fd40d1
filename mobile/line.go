package mobile

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A line is one connection, as a component and the boxes that lead to and from it. A
// threaded.TCPClient and an internet.ConnectedSocketAdapter have the same.
type line struct {
	_ [0]func() // see connection.Connection

	component axon.Component
	handle    *axon.Handle

	inbox    axon.Out[[]byte]
	control  axon.Out[axon.Signal]
	makeSSL  axon.Out[any]
	outbox   axon.In[[]byte]
	signal   axon.In[axon.Signal]
	sslReady axon.In[any]

	reply    *reply      // that a handshake waits for
	replied  *watch      // for that
	received *watch      // for data
	written  *watch      // for data to be written
	parting  *watch      // for the peer's end, after Stop
	probing  *watch      // for the end of a probe
	full     atomic.Bool // the reader waits for the app

	// The engine's lock guards these.
	ready    time.Time // since when, zero for not yet
	upgraded bool      // or it is to be
	securing time.Time // since when
}

// link joins the boxes by their names.
func (l *line) link() error {
	boxes := l.component.Boxes()
	for name, out := range map[string]axon.Box{"inbox": &l.inbox, "control": &l.control, "makessl": &l.makeSSL} {
		in, err := boxes.Inbox(name)
		if err == nil {
			_, err = axon.LinkBoxes(out, in)
		}
		if err != nil {
			return err
		}
	}
	for name, in := range map[string]axon.Box{"outbox": &l.outbox, "signal": &l.signal, "sslready": &l.sslReady} {
		out, err := boxes.Outbox(name)
		if err == nil {
			_, err = axon.LinkBoxes(out, in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *line) order(m axon.Signal) { _ = l.control.Send(context.Background(), m) }

// touch notes that the peer is alive.
func (l *line) touch() {
	l.received.touch()
	l.parting.touch()
}

// doing names what the line was at, for an error.
func (l *line) doing() string {
	if !l.ready.IsZero() {
		return "connection"
	}
	return "connect"
}
