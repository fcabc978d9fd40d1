package mobile

// Peer is a connection that a [Server] has accepted. It is a [Client] without the
// connecting: the methods of the same name do the same.
type Peer struct{ x *session }

// Send writes a copy of data, see [Client.Send].
func (p *Peer) Send(data []byte) (err error) {
	defer rescue(&err)
	return p.session().send(data)
}

// TrySend is Send that never waits, see [Client.TrySend].
func (p *Peer) TrySend(data []byte) (sent bool) {
	defer survive()
	return p.session().trySend(data)
}

// SendText is Send of a text in UTF-8.
func (p *Peer) SendText(text string) (err error) {
	defer rescue(&err)
	return p.session().send([]byte(text))
}

// Flush waits until the system has taken everything, see [Client.Flush].
func (p *Peer) Flush(timeoutMillis int64) (err error) {
	defer rescue(&err)
	return p.session().flush(timeoutMillis)
}

// MakeSecure secures the connection as its server, see [Client.MakeSecure]. The
// options need a certificate.
func (p *Peer) MakeSecure(options *TLSOptions) (err error) {
	defer rescue(&err)
	return p.session().secure(options, true)
}

// FinishSending ends the outgoing direction, see [Client.FinishSending].
func (p *Peer) FinishSending() (err error) {
	defer rescue(&err)
	return p.session().finish()
}

// Pause stops OnData, see [Client.Pause].
func (p *Peer) Pause() {
	defer survive()
	p.session().in.pause(true)
}

// Resume ends a Pause.
func (p *Peer) Resume() {
	defer survive()
	p.session().in.pause(false)
}

// Stop ends the connection in order and returns at once, see [Client.Stop].
func (p *Peer) Stop() {
	defer survive()
	p.session().stop()
}

// Close ends the connection at once, see [Client.Close].
func (p *Peer) Close() {
	defer survive()
	p.session().halt()
}

// AwaitClosed waits until OnClosed has returned, see [Client.AwaitClosed].
func (p *Peer) AwaitClosed(timeoutMillis int64) (closed bool) {
	defer survive()
	return p.session().awaitClosed(timeoutMillis)
}

// State returns the state of the connection.
func (p *Peer) State() (state int32) {
	defer survive()
	return p.session().stateNow()
}

// Info returns what is known of the connection, null when it has ended.
func (p *Peer) Info() (info *ConnInfo) {
	defer survive()
	return p.session().infoNow()
}

// Stats returns the numbers of the connection so far.
func (p *Peer) Stats() (stats *Stats) {
	defer survive()
	return p.session().stats()
}

// LastFailure returns why the connection has failed, null if it has not.
func (p *Peer) LastFailure() (why *Failure) {
	defer survive()
	return p.session().lastFailure()
}

func (p *Peer) session() *session {
	if p == nil || p.x == nil {
		return nobody()
	}
	return p.x
}
