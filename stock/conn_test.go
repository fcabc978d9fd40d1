package stock

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"golang.org/x/net/nettest"
)

// A plug is one of two direct components; what goes into one comes out of the
// other, as on a connection with half close.
type plug struct {
	axon.Base[[]byte, []byte]
	peer     *plug
	finished atomic.Bool // its own direction
}

func newPlugs() (a, b *plug) {
	a, b = new(plug), new(plug)
	a.peer, b.peer = b, a
	return a, b
}

func (p *plug) Start(ctx context.Context) error {
	p.Inbox.Handle(func(ctx context.Context, m []byte) {
		if err := p.peer.Outbox.Send(ctx, m); err != nil && errors.Is(err, axon.ErrEnded) {
			p.End(err)
		}
	})
	p.Control.Handle(func(_ context.Context, s axon.Signal) {
		switch s.Stop() {
		case axon.Drained:
			p.Inbox.After(func() {
				p.finished.Store(true)
				p.peer.Signal.Send(context.Background(), axon.SocketShutdown{HowDied: io.EOF})
				if p.peer.finished.Load() {
					p.End(nil)
					p.peer.End(nil)
				}
			})
		case axon.Now:
			p.End(nil)
			p.peer.End(nil)
		}
	})
	return nil
}

func newPipe(t testing.TB) (a, b *Conn, stop func()) {
	p, q := newPlugs()
	var conns [2]*Conn
	var handles [2]*axon.Handle
	for i, c := range []*plug{p, q} {
		var err error
		conns[i], err = AsConn(c)
		require.NoError(t, err)
		handles[i], err = axon.Activate(context.Background(), c)
		require.NoError(t, err)
	}
	return conns[0], conns[1], func() {
		for i := range conns {
			conns[i].Close()
			handles[i].Stop()
		}
	}
}

func TestConn(t *testing.T) {
	leaktest.Check(t)
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		a, b, stop := newPipe(t)
		return a, b, stop, nil
	})
}
