package mobile

import (
	"cmp"

	"github.com/threadedtcp/threadedtcp/dialer"
)

// RetryPolicy says when a [Client] connects again.
//
// It does so after each failure that is [Failure.Temporary], the end of the
// connection by the peer included, and neither after Stop, FinishSending or Close
// nor after what would fail again. Each attempt waits longer than the one before,
// until a connection has lasted. It is set up by one thread, and copied by who takes it.
type RetryPolicy struct{ set policy }

type policy struct {
	backoff dialer.Backoff
	keep    bool
}

// NewRetryPolicy returns one with delays from 1 to 60 seconds that double, a jitter
// of one half, attempts without end, and 30 seconds until a connection has lasted.
func NewRetryPolicy() *RetryPolicy { return &RetryPolicy{} }

// none is what a Backoff takes for 0, which it has for its default.
const none = -1

// SetDelays sets the delay before the first attempt, and the longest of all.
func (r *RetryPolicy) SetDelays(firstMillis, maxMillis int64) {
	defer survive()
	r.set.backoff.First = cmp.Or(atLeast0(firstMillis), none)
	r.set.backoff.Max = cmp.Or(atLeast0(max(firstMillis, maxMillis)), none)
}

// SetMultiplier sets how many times longer each delay is than the one before, at
// least 1.
func (r *RetryPolicy) SetMultiplier(multiplier float64) {
	defer survive()
	if multiplier >= 1 { // and no NaN
		r.set.backoff.Multiplier = multiplier
	}
}

// SetJitter sets which part of each delay is left to chance, from 0 to 1: with 0.5
// it is between a half and the whole. So clients that have lost their server
// together do not come back together.
func (r *RetryPolicy) SetJitter(fraction float64) {
	defer survive()
	if fraction >= 0 && fraction <= 1 {
		r.set.backoff.Jitter = cmp.Or(fraction, none)
	}
}

// SetMaxAttempts bounds the attempts in a row. 0 means no bound.
func (r *RetryPolicy) SetMaxAttempts(attempts int32) {
	defer survive()
	r.set.backoff.MaxAttempts = int(max(attempts, 0))
}

// SetResetAfterMillis sets how long a connection must last for delays and attempts
// to begin anew. A shorter one counts as another failure, so that a server that
// accepts and closes is not called all the time.
func (r *RetryPolicy) SetResetAfterMillis(millis int64) {
	defer survive()
	r.set.backoff.ResetAfter = cmp.Or(atLeast0(millis), none)
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
