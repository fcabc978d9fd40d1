package connection_test

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// piped starts a user of a connection that cannot half close.
func piped(t *testing.T, linger time.Duration) (e *ends, far net.Conn) {
	near, far := net.Pipe()
	far.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { far.Close() })
	return start(t, &user{
		Times: connection.Times{Flush: patience, Linger: linger, Hard: 10 * time.Millisecond},
		dial:  once(stream.Wrap(near)),
	}), far
}

func read(t *testing.T, far net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	_, err := io.ReadFull(far, got)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestWithoutHalfCloseAnAnswerIsStillRead(t *testing.T) {
	leaktest.Check(t)
	e, far := piped(t, patience)
	require.NoError(t, e.data.Send(t.Context(), []byte("question")))
	e.tell(axon.ProducerFinished{})
	read(t, far, "question")
	_, err := far.Write([]byte("answer"))
	require.NoError(t, err)
	far.Close()
	e.ended()
	assert.Equal(t, "answer", string(e.received))
	assert.Equal(t, axon.ErrProducerFinished, e.died)
	assert.Empty(t, e.errors())
}

func TestWithoutHalfCloseSilenceIsNoFailure(t *testing.T) {
	leaktest.Check(t)
	e, far := piped(t, 20*time.Millisecond)
	require.NoError(t, e.data.Send(t.Context(), []byte("all")))
	e.tell(axon.ProducerFinished{})
	read(t, far, "all")
	_, err := far.Read(make([]byte, 1))
	assert.Equal(t, io.EOF, err, "the close is what tells the peer")
	e.ended()
	assert.Equal(t, axon.ErrProducerFinished, e.died)
	assert.Empty(t, e.errors())
}

func TestWithoutHalfCloseOrdersHurry(t *testing.T) {
	leaktest.Check(t)
	e, far := piped(t, connection.NoLimit)
	require.NoError(t, e.data.Send(t.Context(), []byte("all")))
	e.tell(axon.ProducerFinished{})
	read(t, far, "all")
	e.tell(axon.ShutdownMicroprocess{})
	e.ended()
	assert.Equal(t, axon.ErrProducerFinished, e.died, "the first order")
	assert.Empty(t, e.errors())
}

// TestHalfCloseThenSilence is the same with a peer that was told.
func TestHalfCloseThenSilence(t *testing.T) {
	leaktest.Check(t)
	near, far := tcpPair(t)
	e := start(t, &user{
		Times: connection.Times{Flush: patience, Linger: 20 * time.Millisecond, Hard: patience},
		dial:  once(stream.Wrap(near)),
	})
	e.tell(axon.ProducerFinished{})
	e.ended()
	far.Close()
	assert.Equal(t, axon.ErrLinger, e.died)
	assert.Equal(t, []error{axon.ErrLinger}, e.errors())
}
