package mobile

// What a session does that was accepted, and not dialled.

// enter begins the session, with the connection that it has. Orders of the app, who
// was told of it before, come first.
func (x *session) enter(l Listener) {
	x.listener = l
	x.in.event(x.dialled)
	go x.run()
}

// peerFinished is called when the client has ended its side. What the app sends in
// the callbacks before that still goes out.
func (x *session) peerFinished() {
	x.in.end()
	x.in.event(func() {
		if l := x.current(); l != nil && !x.out.told() {
			x.blame(l, failure(CodeClosedByPeer, "read", "the peer has ended the connection"))
			_ = x.out.finish()
		}
	})
}

// refused ends a session that nobody listens to.
func (x *session) refused() {
	x.quit.Store(true)
	x.out.close()
	close(x.closed)
}
