package internet_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// A logger that panics is no end of anything.
type brokenHandler struct{ slog.Handler }

func (brokenHandler) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenHandler) Handle(context.Context, slog.Record) error { panic("broken logger") }

func TestBrokenLogger(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component {
		return &speaker{life: func(context.Context, *speaker) error { return io.ErrNoProgress }}
	}, 0)
	s.Server.Host = "127.0.0.1"
	h, err := axon.Activate(internet.WithLogger(t.Context(), slog.New(brokenHandler{})), s)
	require.NoError(t, err)
	defer h.Stop()
	for range 2 {
		c := dial(t, s)
		c.Read(make([]byte, 1))
		c.SetLinger(0)
		c.Close()
	}
	tell(t, s, axon.ProducerFinished{})
	ends(t, h)
	require.NoError(t, h.Err())
}

type speaker struct {
	life func(context.Context, *speaker) error
	axon.Base[[]byte, []byte]
}

func (s *speaker) Run(ctx context.Context) error { return s.life(ctx, s) }

type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// Each failure is told to the logger once.
func TestServerLogsOnce(t *testing.T) {
	leaktest.Check(t)
	var log syncBuffer
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	s.Server.Host = "127.0.0.1"
	h, err := axon.Activate(internet.WithLogger(t.Context(), slog.New(slog.NewTextHandler(&log, nil))), s)
	require.NoError(t, err)
	defer h.Stop()
	c := dial(t, s)
	c.Write([]byte("x"))
	io.ReadFull(c, make([]byte, 1))
	c.SetLinger(0)
	c.Close()
	tell(t, s, axon.ProducerFinished{})
	ends(t, h)
	assert.Equal(t, 1, strings.Count(log.String(), "reset"), log.String())
}
