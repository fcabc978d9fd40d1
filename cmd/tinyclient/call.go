package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A call is one connection of a Redial.
type call struct {
	client *threaded.TCPClient
	alive  context.Context // ends with the client

	in      axon.Out[[]byte]
	control axon.Out[axon.Signal]
	news    axon.In[axon.Signal]

	ordered bool // it was told to end
	sent    tail
	refused []byte // what came after the client's end

	// What the client has said by the time it has ended.
	since  time.Time // it was connected
	err    error
	unsent int64
}

// held is more than a client holds and has not written: its inbox, which is bounded to
// a quarter, as much that its writer has taken out, and a message.
const held = 256 << 10

// begin starts the client with its boxes in the place of the Redial's.
func (c *call) begin(ctx context.Context, r *Redial) error {
	c.sent.most = held
	c.client.Inbox.SetBounds(0, held/4)
	signals := context.WithoutCancel(ctx)
	c.news.Handle(func(_ context.Context, m axon.Signal) { c.note(signals, r, m) })
	office := r.Postoffice()
	for _, pair := range [][2]axon.Box{
		{&c.in, &c.client.Inbox}, {&c.control, &c.client.Control}, {&c.client.Signal, &c.news}, {&c.client.Outbox, &r.Outbox},
	} {
		if _, err := office.Link(pair[0], pair[1]); err != nil {
			return err
		}
	}
	alive, ended := context.WithCancel(context.Background())
	c.alive = alive
	c.client.OnEnd(ended)
	_, err := axon.Activate(ctx, c.client)
	return err
}

// note passes on that there is a connection, and keeps the rest.
func (c *call) note(ctx context.Context, r *Redial, m axon.Signal) {
	switch m := m.(type) {
	case axon.Status:
		if m.Text == connected {
			c.since = time.Now()
		}
		r.Signal.Send(ctx, m)
	case axon.ErrorInformation:
		if lost, ok := errors.AsType[*threaded.UnsentError](m.Err); ok {
			c.unsent += lost.Bytes
		} else if c.err == nil {
			c.err = m.Err
		}
	}
}

// send gives the client m, and keeps what it does not take.
func (c *call) send(m []byte) error {
	err := c.in.Send(c.alive, m)
	if err != nil {
		c.refused = append(c.refused, m...)
		return err
	}
	c.sent.add(m)
	return nil
}

// sendAll sends in pieces, because a box that is empty takes any message.
func (c *call) sendAll(p []byte) (err error) {
	for piece := range slices.Chunk(p, held/8) {
		err = c.send(piece) // which keeps all that follows what it has kept
	}
	return err
}

// order tells the client to end.
func (c *call) order(m axon.Signal) {
	c.ordered = true
	c.control.Send(context.Background(), m)
}

// end leaves to the Redial what was not sent.
func (c *call) end(r *Redial) {
	r.Postoffice().UnlinkAll()
	r.kept = append(c.sent.last(c.unsent), c.refused...)
}
