package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// filtered returns what a filter makes of pieces.
func filtered(t *testing.T, f *filter, pieces ...string) string {
	var out strings.Builder
	for _, piece := range pieces {
		require.NoError(t, f.use(t.Context(), []byte(piece), func(m []byte) error { out.Write(m); return nil }))
	}
	return out.String()
}

func TestCRLF(t *testing.T) {
	const in, want = "one\ntwo\r\n\nthree\rfour\r", "one\r\ntwo\r\n\r\nthree\rfour\r"
	require.Equal(t, want, filtered(t, newCRLF(), in))
	require.Equal(t, want, filtered(t, newCRLF(), strings.Split(in, "")...))
}

func TestRate(t *testing.T) {
	start := time.Now()
	require.Equal(t, string(noise(3000)), filtered(t, newRate(10_000), string(noise(3000))))
	require.GreaterOrEqual(t, time.Since(start), 250*time.Millisecond)
	require.Equal(t, "x", filtered(t, newRate(1<<40), "x"))
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.ErrUnsupported)
	sent := 0
	err := newRate(1).use(ctx, noise(10), func(m []byte) error { sent += len(m); return nil })
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.Equal(t, 1, sent)
}

func TestHexDump(t *testing.T) {
	require.Equal(t, "> 00000010  68 65 6c 6c 6f 0d 0a 00  ff 61 62 63 64 65 66 67  |hello....abcdefg|\n"+
		"> 00000020  68                                                |h|\n",
		string(hexDump(nil, '>', 16, []byte("hello\r\n\x00\xffabcdefgh"))))
	require.Empty(t, hexDump(nil, '<', 0, nil))
}

// TestFiltersLoseNothingUnsaid sends through several at a time.
func TestFiltersLoseNothingUnsaid(t *testing.T) {
	leaktest.Check(t)
	data := noise(100_000)
	r := do(bytes.NewReader(data), "-C", "-rate", "10M", "-rate-in", "10M", "127.0.0.1", serve(t, echo))
	require.Zero(t, r.status, r.stderr)
	require.Equal(t, filtered(t, newCRLF(), string(data)), r.stdout)

	do(bytes.NewReader(data), "-rate", "1M", "127.0.0.1", freePort(t)).fails(t, statusRefused, "")
}
