package mobile

import "time"

// How calls wait for an outflow.

// flush waits until everything is written, at most until timeout. It returns errLost if
// something was lost meanwhile, or before and nobody was told yet.
func (o *outflow) flush(timeout <-chan time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := o.lost
	for o.bytes > 0 && o.lost == before && len(o.back) == 0 {
		if !o.await(timeout) {
			return failure(CodeTimeout, "flush", "not everything could be written in time")
		}
	}
	if o.lost != before || len(o.back) > 0 || o.unsent {
		return errLost
	}
	return nil
}

// await waits for a change, without mu, and reports false after the timeout.
func (o *outflow) await(timeout <-chan time.Time) bool {
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	changed := o.changed
	o.mu.Unlock()
	defer o.mu.Lock()
	select {
	case <-changed:
		return true
	case <-timeout:
		return false
	}
}

// broadcast needs mu.
func (o *outflow) broadcast() {
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
}
