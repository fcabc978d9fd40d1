package stock

import (
	"context"
	"time"
)

// aLongTimeAgo is a deadline that has passed.
var aLongTimeAgo = time.Unix(1, 0)

type readDeadliner interface{ SetReadDeadline(time.Time) error }

// interrupted makes a read of r return when ctx ends, if r has read deadlines.
// The caller calls release when no read is under way.
func interrupted(ctx context.Context, r any) (release func()) {
	d, ok := r.(readDeadliner)
	if !ok {
		return func() {}
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		d.SetReadDeadline(aLongTimeAgo)
		close(done)
	})
	return func() {
		if !stop() {
			<-done
			d.SetReadDeadline(time.Time{})
		}
	}
}
