package mobile

// nobody returns a session that was never begun and has ended. Java makes objects
// without their constructor, and all that can be done with them is that.
func nobody() *session {
	x := &session{closed: make(chan struct{})}
	x.begun.Do(func() {})
	x.quit.Store(true)
	x.engine.closed = true
	x.state = StateClosed
	x.in.prepare(0, 0)
	x.out.closed = true
	close(x.closed)
	return x
}
