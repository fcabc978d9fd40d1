package mobile

import (
	"math/rand/v2"
	"time"
)

// RetryPolicy says when a [Client] connects again.
//
// It does so after each failure that is [Failure.Temporary], the end of the
// connection by the peer included, and neither after Stop, FinishSending or Close
// nor after what would fail again. Each attempt waits longer than the one before,
// until a connection has lasted. It is set up by one thread, and copied by who takes it.
type RetryPolicy struct{ set policy }

type policy struct {
	first, most time.Duration
	multiplier  float64
	jitter      float64
	attempts    int32
	stable      time.Duration
	keep        bool
}

// NewRetryPolicy returns one with delays from 1 to 60 seconds that double, a jitter
// of one half, attempts without end, and 30 seconds until a connection has lasted.
func NewRetryPolicy() *RetryPolicy {
	return &RetryPolicy{policy{
		first: time.Second, most: time.Minute, multiplier: 2, jitter: 0.5, stable: 30 * time.Second,
	}}
}

// SetDelays sets the delay before the first attempt, and the longest of all.
func (r *RetryPolicy) SetDelays(firstMillis, maxMillis int64) {
	defer survive()
	r.set.first, r.set.most = atLeast0(firstMillis), atLeast0(max(firstMillis, maxMillis))
}

// SetMultiplier sets how many times longer each delay is than the one before, at
// least 1.
func (r *RetryPolicy) SetMultiplier(multiplier float64) {
	defer survive()
	if multiplier >= 1 { // and no NaN
		r.set.multiplier = multiplier
	}
}

// SetJitter sets which part of each delay is left to chance, from 0 to 1: with 0.5
// it is between a half and the whole. So clients that have lost their server
// together do not come back together.
func (r *RetryPolicy) SetJitter(fraction float64) {
	defer survive()
	if fraction >= 0 && fraction <= 1 {
		r.set.jitter = fraction
	}
}

// SetMaxAttempts bounds the attempts in a row. 0 means no bound.
func (r *RetryPolicy) SetMaxAttempts(attempts int32) {
	defer survive()
	r.set.attempts = max(attempts, 0)
}

// SetResetAfterMillis sets how long a connection must last for delays and attempts
// to begin anew. A shorter one counts as another failure, so that a server that
// accepts and closes is not called all the time.
func (r *RetryPolicy) SetResetAfterMillis(millis int64) {
	defer survive()
	r.set.stable = atLeast0(millis)
}

// SetKeepUnsent keeps messages that were not written when a connection ended for the
// next one, whole and in order, after the initial message. Otherwise OnRetry hands
// them back with its Failure.
func (r *RetryPolicy) SetKeepUnsent(on bool) {
	defer survive()
	r.set.keep = on
}

func (r *RetryPolicy) copied() *policy {
	if r == nil {
		return nil
	}
	copied := r.set
	return &copied
}

// delay returns how long to wait before an attempt, the first of which is 1.
func (p *policy) delay(attempt int32) time.Duration {
	d := float64(p.first)
	for n, factor := attempt-1, max(p.multiplier, 1); 0 < n && 0 < d && d < float64(p.most); n >>= 1 {
		if n&1 != 0 {
			d *= factor
		}
		factor *= factor
	}
	d = min(d, float64(p.most))
	return time.Duration(d * (1 - p.jitter*rand.Float64()))
}
