package mobile

import "time"

// What the app calls of a session, and may have to wait for.

// inside reports whether the calling thread is in a callback of this session.
func (x *session) inside() bool { return x.thread.Load() == goroutine() }

func (x *session) send(data []byte) error {
	return x.offer(data, func() bool { return !x.inside() })
}

func (x *session) trySend(data []byte) bool {
	return x.offer(data, func() bool { return false }) == nil
}

func (x *session) offer(data []byte, mayWait func() bool) error {
	err := x.out.send(data, mayWait)
	if err == nil && len(data) > 0 {
		x.count.sends.Add(1)
	}
	return err
}

// flush waits until everything is written. Below 0 there is no limit.
func (x *session) flush(millis int64) error {
	if x.out.queued() > 0 && x.inside() {
		return failure(CodeInvalidState, "flush", "a callback cannot wait: use OnWritable")
	}
	timeout, stop := timeoutOf(millis)
	defer stop()
	err := x.out.flush(timeout)
	if last := x.lastFailure(); err == errLost && last != nil {
		return last
	}
	return err
}

// finish ends the outgoing direction.
func (x *session) finish() error { return x.out.finish() }

func (x *session) awaitClosed(millis int64) bool {
	return awaitClosed(x.closed, x.inside, millis)
}

// awaitClosed waits for closed, but not inside of a callback that is before it.
func awaitClosed(closed <-chan struct{}, inside func() bool, millis int64) bool {
	select {
	case <-closed:
		return true
	default:
	}
	if inside() {
		return false
	}
	timeout, stop := timeoutOf(millis)
	defer stop()
	select {
	case <-closed:
		return true
	case <-timeout:
		return false
	}
}

func timeoutOf(millis int64) (timeout <-chan time.Time, stop func()) {
	if millis < 0 {
		return nil, func() {}
	}
	timer := time.NewTimer(milliseconds(millis))
	return timer.C, func() { timer.Stop() }
}
