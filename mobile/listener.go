package mobile

// Listener hears what happens to a [Client] or [Peer].
//
// Its methods are called one after the other, on a thread that calls nothing else.
// An error (exception) from any of them ends the client with CodeListener: what was
// sent is written if that takes no longer than a moment, and OnClosed is called.
type Listener interface {
	// OnState tells of a new state. info is null while there is no connection.
	OnState(state int32, info *ConnInfo) error

	// OnData hands over what was received. The next chunk comes after the return.
	OnData(chunk *Chunk) error

	// OnSecure tells that a TLS handshake has succeeded: all data before it was in
	// clear, all after it is not.
	OnSecure(info *ConnInfo) error

	// OnWritable tells that the send queue, which had been full, has room again.
	OnWritable(queuedBytes int64) error

	// OnRetry tells that the connection has ended, why, and that attempt number
	// attempt to make a new one follows in delayMillis, or if that is -1 when the
	// network is there or the app comes to the foreground. Messages that were not
	// written are those of why, unless they are kept for the next connection.
	OnRetry(attempt int32, delayMillis int64, why *Failure) error

	// OnClosed is called exactly once, last, and the listener is dropped after it.
	// why is null after an end in order: Stop or FinishSending, and all was written.
	OnClosed(why *Failure) error
}

// TrustDecider may refuse a peer whose certificate is trusted otherwise.
type TrustDecider interface {
	// Accept is called in each handshake, on a thread of that, and by an error
	// (exception) refuses the peer. host is the name that was asked for. The time
	// that it takes is the handshake's.
	Accept(host string, chain *CertChain) error
}

// Logger receives log lines.
type Logger interface {
	// Log is called with one of the levels, the name of a part and a line of text,
	// on the client's callback thread or that of a call. No lock is held meanwhile.
	// After an error (exception) it is not called again.
	Log(level int32, component string, line string) error
}

// ServerListener hears what happens to a [Server].
//
// Its methods are called one after the other, on a thread that calls nothing else.
type ServerListener interface {
	// OnPeer tells of a new connection and returns who listens to it. With null or
	// an error (exception) the connection is closed.
	OnPeer(peer *Peer) (Listener, error)

	// OnServerClosed is called exactly once, last, when no peer is left. why is null
	// after Stop.
	OnServerClosed(why *Failure) error
}
