package internet_test

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// tell sends to a server's control.
func tell(t *testing.T, s *internet.ServerCore, m axon.Signal) {
	t.Helper()
	var control axon.Out[axon.Signal]
	l, err := axon.Link(&control, &s.Control)
	require.NoError(t, err)
	defer l.Unlink()
	require.NoError(t, control.Send(t.Context(), m))
}

// ends waits for the end of a server.
func ends(t *testing.T, h *axon.Handle) {
	t.Helper()
	select {
	case <-h.Done():
	case <-time.After(10 * time.Second):
		t.Fatalf("not ended\n%s", axon.Look(h.Component()))
	}
}

// A hasty component panics before it runs.
type hasty struct {
	axon.Base[[]byte, []byte]
	boxes bool // at its boxes
}

func (h *hasty) Boxes() axon.Boxes {
	if h.boxes {
		panic("no boxes")
	}
	return h.Base.Boxes()
}

func (h *hasty) Start(context.Context) error { panic("no start") }

// TestRefusedConnections has servers whose protocol fails for some connections:
// these end, are no more counted, and nothing waits for them.
func TestRefusedConnections(t *testing.T) {
	for name, fails := range map[string]func() axon.Component{
		"nothing": func() axon.Component { return nil },
		"a panic": func() axon.Component { panic("of the protocol") },
		"a component in use": func() axon.Component {
			e := stock.NewEcho()
			h, _ := axon.Activate(context.Background(), e)
			h.Stop()
			return e
		},
		"a panic of Start":     func() axon.Component { return new(hasty) },
		"a panic of its boxes": func() axon.Component { return &hasty{boxes: true} },
	} {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			var n atomic.Int32
			s := internet.NewSimpleServer(func() axon.Component {
				if n.Add(1) <= 3 {
					return fails()
				}
				return stock.NewEcho()
			}, 0)
			s.Server.MaxConnections = 1
			h := serve(t, s)
			for range 3 {
				_, err := dial(t, s).Read(make([]byte, 1))
				require.ErrorIs(t, err, io.EOF)
			}
			c := dial(t, s)
			c.Write([]byte("x"))
			_, err := io.ReadFull(c, make([]byte, 1))
			require.NoError(t, err)
			tell(t, s, axon.ProducerFinished{})
			c.Close()
			ends(t, h)
			require.NoError(t, h.Err())
		})
	}
}

// A talker answers on the goroutine that tells it of its client's half close.
type talker struct {
	axon.Base[[]byte, []byte]
	answer []byte
}

func (a *talker) Start(context.Context) error {
	a.Inbox.Handle(func(context.Context, []byte) {})
	a.Control.Handle(func(ctx context.Context, m axon.Signal) {
		for m.Stop() == axon.Drained && a.Outbox.Send(ctx, a.answer) == nil {
		}
		a.End(nil)
	})
	return nil
}

// TestShutdownWhileAnAnswerWaits has a client that ends its side and never reads.
func TestShutdownWhileAnAnswerWaits(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return &talker{answer: make([]byte, 1<<20)} }, 0)
	h := serve(t, s)
	c := dial(t, s)
	c.CloseWrite()
	time.Sleep(100 * time.Millisecond) // until it is stuck
	began := time.Now()
	tell(t, s, axon.ServerShutdown{})
	ends(t, h)
	require.NoError(t, h.Err())
	assert.Less(t, time.Since(began), 2*time.Second)
}
