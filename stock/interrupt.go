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

// interrupter returns what makes this and every later read of r return, and says
// whether it can; and what undoes that.
func interrupter(r any) (interrupt func() bool, undo func()) {
	set := false
	interrupt = func() bool {
		d, ok := r.(readDeadliner)
		set = ok && d.SetReadDeadline(aLongTimeAgo) == nil
		return set
	}
	undo = func() {
		if set {
			r.(readDeadliner).SetReadDeadline(time.Time{})
		}
	}
	return interrupt, undo
}
