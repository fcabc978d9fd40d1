package main

import (
	"context"
	"time"

	"github.com/threadedtcp/threadedtcp/dialer"
)

// newRate returns a filter that lets rate bytes a second through, in pieces of a
// twentieth of that. A sender that was slower may not be faster afterwards.
func newRate(rate int64) *filter {
	size := int(min(max(rate/20, 1), 32<<10))
	var due time.Time // when the next piece may go
	return newFilter("Rate", func(ctx context.Context, m []byte, send func([]byte) error) error {
		for len(m) > 0 {
			if d := time.Until(due); d > 0 {
				if err := dialer.Wait(ctx, d, nil); err != nil {
					return err
				}
			}
			piece := m[:min(size, len(m))]
			m = m[len(piece):]
			if err := send(piece); err != nil {
				return err
			}
			if now := time.Now(); due.Before(now) {
				due = now
			}
			due = due.Add(time.Duration(float64(len(piece)) / float64(rate) * float64(time.Second)))
		}
		return nil
	})
}
