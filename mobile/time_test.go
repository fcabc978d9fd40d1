package mobile_test

import (
	"sync/atomic"
	"time"
)

// soon is when to give up on what is expected not to happen.
func soon() time.Time { return time.Now().Add(200 * time.Millisecond) }

// after rings when what is expected not to happen had a chance to.
func after() <-chan time.Time { return time.After(50 * time.Millisecond) }

// wake makes a recorder look again soon at what it is not told of. It needs its
// lock.
func wake(r *recorder) bool {
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	changed := r.changed
	var once atomic.Bool
	time.AfterFunc(5*time.Millisecond, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.changed == changed && !once.Swap(true) {
			close(changed)
			r.changed = nil
		}
	})
	return false
}
