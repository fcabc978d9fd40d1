//go:build !plan9

package connection_test

import (
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// told is a socket of which the reader is told of a reset and the writer then of
// a broken pipe, as the kernel does it. TrySend takes nothing.
type told struct {
	stream.Socket
	lead                        int // of the writer
	writing, reset, interrupted atomic.Bool
}

func (s *told) TrySend([]byte) (int, error) { return 0, stream.ErrWouldBlock }

// Send and Receive meet without the scheduler, or one would always be first.

func (s *told) Send([]byte) (int, error) {
	s.writing.Store(true)
	for !s.reset.Load() {
		runtime.Gosched()
	}
	return 0, syscall.EPIPE
}

func (s *told) Receive([]byte) (int, error) {
	for !s.writing.Load() {
		runtime.Gosched()
	}
	s.reset.Store(true)
	for range s.lead {
		s.writing.Load()
	}
	return 0, syscall.ECONNRESET
}

func (s *told) Interrupt()   { s.interrupted.Store(true) }
func (s *told) Close() error { return nil }

// TestResetIsNamed has reader and writer return at the same moment.
func TestResetIsNamed(t *testing.T) {
	leaktest.Check(t)
	for i := range 6000 {
		u := &user{initial: []byte("x"), dial: once(&told{lead: i % 1000})}
		e := start(t, u)
		e.ended()
		require.ErrorIs(t, u.died, syscall.ECONNRESET)
		require.Equal(t, []error{syscall.ECONNRESET, &connection.UnsentError{Bytes: 1}}, u.errors())
	}
}

// lastWords is a socket whose peer has spoken and then reset the connection, of which
// the writer is told, who asks first: the reader gets the words, and then the end.
type lastWords struct {
	told
	words string
}

func (s *lastWords) Send([]byte) (int, error) {
	s.reset.Store(true)
	return 0, syscall.ECONNRESET
}

func (s *lastWords) Receive(p []byte) (int, error) {
	for !s.reset.Load() {
		runtime.Gosched()
	}
	if s.interrupted.Load() || s.words == "" {
		return 0, io.EOF
	}
	n := copy(p, s.words)
	s.words = s.words[n:]
	return n, nil
}

// TestResetKeepsWhatWasReceived has the writer meet the reset before the reader has
// read what came before it.
func TestResetKeepsWhatWasReceived(t *testing.T) {
	leaktest.Check(t)
	words := strings.Repeat("what the peer has sent before it gave up ", 10_000)
	for range 200 {
		u := &user{initial: []byte("x"), dial: once(&lastWords{words: words}), Times: connection.Times{Flush: patience}}
		e := start(t, u)
		e.ended()
		require.Equal(t, len(words), len(e.received))
		require.ErrorIs(t, u.died, syscall.ECONNRESET)
		require.Equal(t, []error{syscall.ECONNRESET, &connection.UnsentError{Bytes: 1}}, u.errors())
	}
}
