package stock

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// A bench holds the boxes around one component: messages for its inbox and
// control, and what came out of outbox and signal.
type bench[I, O any] struct {
	t       *testing.T
	h       *axon.Handle
	in      axon.Out[I]
	control axon.Out[axon.Signal]
	out     axon.In[O]
	signal  axon.In[axon.Signal]
}

// newBench links a component to a new bench, and does not activate it.
func newBench[I, O any](t *testing.T, b *axon.Base[I, O]) *bench[I, O] {
	t.Helper()
	w := &bench[I, O]{t: t}
	link(t, &w.in, &b.Inbox)
	link(t, &w.control, &b.Control)
	link(t, &b.Outbox, &w.out)
	link(t, &b.Signal, &w.signal)
	return w
}

func link[T any](t *testing.T, out *axon.Out[T], in *axon.In[T]) {
	t.Helper()
	_, err := axon.Link(out, in)
	require.NoError(t, err)
}

func (w *bench[I, O]) activate(c axon.Component) {
	w.t.Helper()
	var err error
	w.h, err = axon.Activate(w.t.Context(), c)
	require.NoError(w.t, err)
}

func (w *bench[I, O]) send(m I) {
	w.t.Helper()
	require.NoError(w.t, w.in.Send(w.t.Context(), m))
}

func (w *bench[I, O]) order(s axon.Signal) {
	w.t.Helper()
	require.NoError(w.t, w.control.Send(w.t.Context(), s))
}

// ended waits for the end, which must come soon, and returns all signals.
func (w *bench[I, O]) ended() (signals []axon.Signal, err error) {
	w.t.Helper()
	select {
	case <-w.h.Done():
	case <-time.After(10 * time.Second):
		require.Fail(w.t, "component does not end")
	}
	for {
		s, err := w.signal.TryRecv()
		if err != nil {
			return signals, w.h.Err()
		}
		signals = append(signals, s)
	}
}

// rest returns what came out and was not read.
func (w *bench[I, O]) rest() (all []O) {
	for {
		m, err := w.out.TryRecv()
		if err != nil {
			return all
		}
		if b, ok := any(m).([]byte); ok {
			m = any(append([]byte{}, b...)).(O)
		}
		all = append(all, m)
	}
}

func text(ms [][]byte) (all []string) {
	for _, m := range ms {
		all = append(all, string(m))
	}
	return all
}

// the two orders to stop
var (
	finished = axon.ProducerFinished{Caller: "test"}
	shutdown = axon.ShutdownMicroprocess{Caller: "test"}
)

// A buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu sync.Mutex
	b  []byte
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b = append(b.b, p...)
	return len(p), nil
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.b)
}

// waitLen returns when the box holds n messages or more.
func waitLen[T any](t *testing.T, in *axon.In[T], n int) {
	t.Helper()
	require.Eventually(t, func() bool { return in.Len() >= n }, 10*time.Second, time.Millisecond)
}
