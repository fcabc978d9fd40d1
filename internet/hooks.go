package internet

// Hooks are what a ConnectedSocketAdapter calls. Those that are nil are not called.
type Hooks struct {
	// PeerFinished is called once when the peer has ended its side of an open
	// connection, after the last delivery, on a goroutine of its own. The connection
	// then stays open for writing until Control says to stop. When nil, it is closed
	// once what waits is written.
	PeerFinished func()

	// Wrote is called with how many bytes of inbox the system has taken: what is left
	// when the connection ends was not sent. It is called by whoever writes, one at a
	// time, and must not wait.
	Wrote func(n int)

	// Unread is called while a handshake begins to read, more than once, also beside a
	// delivery. What it returns is taken for the start of the handshake: a receiver with
	// a queue gives back what it had not used when it sent to makessl.
	Unread func() []byte

	// Space gives the n bytes of memory for each read. The pieces at outbox that are in
	// them are then the receiver's to keep: it gives other memory the next time.
	Space func(n int) []byte
}
