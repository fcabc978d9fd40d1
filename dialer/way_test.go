package dialer_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// hanging is a Dial that waits for the end of its context.
func hanging(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Only who has set the time that ran out says so.
func TestTimeout(t *testing.T) {
	way := dialer.Way{Timeout: time.Millisecond, Dial: hanging}
	_, err := way.Open(t.Context(), "server.test", 25)
	assert.ErrorIs(t, err, axon.ErrTimeout)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.EqualError(t, err, "timeout after 1ms: context deadline exceeded")

	for _, same := range []time.Duration{0, time.Millisecond} {
		outer := dialer.Way{Timeout: time.Millisecond, Dial: dialer.Way{Timeout: same, Dial: hanging}.DialContext}
		_, err = outer.Open(t.Context(), "server.test", 25)
		assert.EqualError(t, err, "timeout after 1ms: context deadline exceeded")
	}

	for _, timeout := range []time.Duration{0, -1, time.Hour} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = dialer.Way{Timeout: timeout, Dial: hanging}.DialContext(ctx, "tcp", "server.test:25")
		assert.Equal(t, context.DeadlineExceeded, err, "the caller's")
	}
}

func TestOpenPort(t *testing.T) {
	for _, port := range []int{-1, 0, 65536} {
		_, err := dialer.Way{Dial: hanging}.Open(t.Context(), "server.test", port)
		_, named := errors.AsType[*net.AddrError](err)
		require.True(t, named, "%v", err)
	}
}
