package dialer_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// delays returns the next n delays.
func delays(t testing.TB, b *dialer.Backoff, n int) (all []time.Duration) {
	for range n {
		delay, ok := b.Next()
		require.True(t, ok)
		all = append(all, delay)
	}
	return all
}

func always(x float64) func() float64 { return func() float64 { return x } }

const s = time.Second

func TestBackoffDelays(t *testing.T) {
	for name, c := range map[string]struct {
		b    dialer.Backoff
		want []time.Duration
	}{
		"Default":     {dialer.Backoff{Random: always(0)}, []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 60 * s}},
		"MostJitter":  {dialer.Backoff{Random: always(1)}, []time.Duration{s / 2, s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s}},
		"SomeJitter":  {dialer.Backoff{Random: always(.5), Jitter: .2}, []time.Duration{900 * s / 1000, 1800 * s / 1000}},
		"NoJitter":    {dialer.Backoff{Random: always(1), Jitter: -1}, []time.Duration{s, 2 * s}},
		"AllJitter":   {dialer.Backoff{Random: always(1), Jitter: 7}, []time.Duration{0, 0, 0}},
		"NaNJitter":   {dialer.Backoff{Random: always(.5), Jitter: math.NaN()}, []time.Duration{s / 2, s}},
		"First":       {dialer.Backoff{Random: always(0), First: 3 * s, Max: 5 * s}, []time.Duration{3 * s, 5 * s, 5 * s}},
		"FirstAbove":  {dialer.Backoff{Random: always(0), First: 90 * s}, []time.Duration{60 * s, 60 * s}},
		"NoDelay":     {dialer.Backoff{Random: always(0), First: -1}, []time.Duration{0, 0, 0}},
		"NegativeMax": {dialer.Backoff{Random: always(0), Max: -1}, []time.Duration{0, 0}},
		"Multiplier":  {dialer.Backoff{Random: always(0), Multiplier: 1.5}, []time.Duration{s, 1500 * s / 1000, 2250 * s / 1000}},
		"Constant":    {dialer.Backoff{Random: always(0), Multiplier: .1}, []time.Duration{s, s, s}},
		"Infinite":    {dialer.Backoff{Random: always(0), Multiplier: math.Inf(1)}, []time.Duration{s, 60 * s, 60 * s}},
		"NaN":         {dialer.Backoff{Random: always(0), Multiplier: math.NaN()}, []time.Duration{s, 60 * s, 60 * s}},
		"Longest":     {dialer.Backoff{Random: always(0), First: math.MaxInt64, Max: math.MaxInt64}, []time.Duration{math.MaxInt64, math.MaxInt64}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, delays(t, &c.b, len(c.want))) })
	}
}

// Random is what it says, and many clients do not come at once.
func TestBackoffSpreads(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 100 {
		var b dialer.Backoff
		delay := delays(t, &b, 1)[0]
		assert.Greater(t, delay, s/2-1)
		assert.LessOrEqual(t, delay, s)
		seen[delay] = true
	}
	assert.Greater(t, len(seen), 50)
}

func TestBackoffLimit(t *testing.T) {
	b := dialer.Backoff{MaxAttempts: 2, Random: always(0)}
	for range 2 {
		assert.Equal(t, []time.Duration{s, 2 * s}, delays(t, &b, 2))
		for range 2 {
			_, ok := b.Next()
			assert.False(t, ok)
			assert.Equal(t, 2, b.Attempts())
		}
		b.Reset()
		assert.Zero(t, b.Attempts())
	}
	_, ok := (&dialer.Backoff{MaxAttempts: -1}).Next()
	assert.False(t, ok)
}

// Only a connection that has lasted makes the delays short again.
func TestBackoffLasted(t *testing.T) {
	for _, c := range []struct{ after, short, long time.Duration }{
		{0, 30*s - 1, 30 * s}, {s, s - 1, s}, {-1, -2, 0},
	} {
		b := dialer.Backoff{ResetAfter: c.after, Random: always(0)}
		delays(t, &b, 3)
		b.Lasted(c.short)
		assert.Equal(t, []time.Duration{8 * s}, delays(t, &b, 1))
		b.Lasted(c.long)
		assert.Equal(t, []time.Duration{s, 2 * s}, delays(t, &b, 2))
	}
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := func(ctx context.Context, delay time.Duration, wake <-chan struct{}) (time.Duration, error) {
			began := time.Now()
			err := dialer.Wait(ctx, delay, wake)
			return time.Since(began), err
		}
		wake := make(chan struct{}, 1)
		d, err := took(t.Context(), time.Hour, wake)
		assert.Equal(t, time.Hour, d)
		assert.NoError(t, err)

		time.AfterFunc(time.Minute, func() { wake <- struct{}{} })
		d, err = took(t.Context(), time.Hour, wake)
		assert.Equal(t, time.Minute, d, "woken")
		assert.NoError(t, err)

		because := errors.New("because")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(because) })
		d, err = took(ctx, time.Hour, nil)
		assert.Equal(t, time.Minute, d)
		assert.Equal(t, because, err)

		// An end that has come wins over everything else.
		close(wake)
		for range 100 {
			d, err = took(ctx, 0, wake)
			assert.Zero(t, d)
			assert.Equal(t, because, err)
		}
	})
}
