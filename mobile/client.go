package mobile

// Client keeps a connection to a server and tells a [Listener] what happens.
//
// Its methods may be called from any thread, also in callbacks, and none of them
// waits but Send, SendText, Flush and AwaitClosed. It keeps the app's listener until
// OnClosed has returned, so an app that drops a client calls Stop or Close first.
type Client struct{ x *session }

// NewClient returns a client that is not connected yet. The error's code is
// CodeInvalidArgument when something is missing or the TLS options do not fit, and
// CodeTLSUnavailable for TLS in a build without.
func NewClient(cfg *Config, l Listener) (client *Client, err error) {
	defer rescue(&err)
	s, err := cfg.settings("NewClient")
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, invalid("NewClient", "it needs a Listener")
	}
	upgrade, err := s.upgrade(false)
	if err != nil {
		return nil, err
	}
	x := newSession("client", s, upgrade, l)
	x.connect = func() error {
		delay := s.delay
		s.delay = 0 // is for the first attempt
		return x.open(x.client(delay), len(s.initial), nil)
	}
	return &Client{x}, nil
}

// Start begins to connect and returns at once. The error's code is CodeInvalidState
// when the client was started before, or has ended.
func (c *Client) Start() (err error) {
	defer rescue(&err)
	x := c.session()
	if x.connect == nil || !x.begin(x.dialled) {
		return failure(CodeInvalidState, "start", "it was started before, or has ended")
	}
	return nil
}

// Send writes a copy of data, or queues it until there is a connection. While the
// queue is over its limit it waits; on the callback thread it returns CodeBufferFull
// instead, and OnWritable follows. After FinishSending, Stop or the end the code is
// CodeInvalidState. Nothing is sent when data is empty.
func (c *Client) Send(data []byte) (err error) {
	defer rescue(&err)
	return c.session().send(data)
}

// TrySend is Send that never waits, and returns false where that would wait or fail.
// OnWritable tells when the queue has room again.
func (c *Client) TrySend(data []byte) (sent bool) {
	defer survive()
	return c.session().trySend(data)
}

// SendText is Send of a text in UTF-8.
func (c *Client) SendText(text string) (err error) {
	defer rescue(&err)
	return c.session().send([]byte(text))
}

// Flush waits until the system has taken everything that was sent. Below 0 there is
// no limit. The code is CodeTimeout after that, and CodeInvalidState on the callback
// thread when it would wait. When something was lost, it is that of the failure which the
// listener is told, or CodeCancelled; what OnRetry has handed back counts no more.
func (c *Client) Flush(timeoutMillis int64) (err error) {
	defer rescue(&err)
	return c.session().flush(timeoutMillis)
}

// MakeSecure secures the connection in mid-stream: what was sent before goes out in
// clear, what is sent after it waits for the handshake, and OnSecure tells of its
// success. What has come and was not handed over yet belongs to the handshake. When it fails, the connection ends. The next connection begins in clear
// again, so the app calls this for each. The code is CodeInvalidState when the
// connection is not ready, or secured.
func (c *Client) MakeSecure(options *TLSOptions) (err error) {
	defer rescue(&err)
	return c.session().secure(options, false)
}

// FinishSending ends the outgoing direction once everything is written: the server
// reads to its end, and the client goes on to receive until the server ends its
// side. It does not connect again afterwards.
func (c *Client) FinishSending() (err error) {
	defer rescue(&err)
	return c.session().finish()
}

// Pause stops OnData; other callbacks go on, but what has happened to the connection
// is told after the data before it. When the receive window is full, the server has
// to wait.
func (c *Client) Pause() {
	defer survive()
	c.session().in.pause(true)
}

// Resume ends a Pause. So do Stop and Close.
func (c *Client) Resume() {
	defer survive()
	c.session().in.pause(false)
}

// NetworkChanged tells that the phone's network is another one, or is not there.
// Without network no attempts are made; with it, one that is waited for is made at
// once, and a connection is checked. Go itself is not told by the system.
func (c *Client) NetworkChanged(available bool) {
	defer survive()
	x := c.session()
	x.in.order(func() { x.networkChanged(available) })
}

// EnterBackground tells that the app is not in use: no attempts are made, and the
// connection is kept or closed as [Config.SetCloseInBackground] says.
func (c *Client) EnterBackground() {
	defer survive()
	x := c.session()
	x.in.order(x.enterBackground)
}

// EnterForeground tells that the app is in use again: an attempt that is waited for is
// made at once, and a connection is checked.
func (c *Client) EnterForeground() {
	defer survive()
	x := c.session()
	x.in.order(x.enterForeground)
}

// Stop ends the client in order and returns at once: what was sent is written, the
// outgoing direction ended, and the connection closed when the server has ended its
// side, or was silent for [Config.SetLingerMillis]. What comes until then is data.
func (c *Client) Stop() {
	defer survive()
	c.session().stop()
}

// Close ends the client and its connection at once. What was not written and what was
// not handed over yet is thrown away; OnClosed has CodeCancelled and the number.
func (c *Client) Close() {
	defer survive()
	c.session().halt()
}

// AwaitClosed waits until OnClosed has returned, and reports whether it has. Below 0
// there is no limit. On the callback thread it never waits.
func (c *Client) AwaitClosed(timeoutMillis int64) (closed bool) {
	defer survive()
	return c.session().awaitClosed(timeoutMillis)
}

// State returns the state of the connection. OnState may tell of it later.
func (c *Client) State() (state int32) {
	defer survive()
	return c.session().stateNow()
}

// Info returns what is known of the connection, null while there is none.
func (c *Client) Info() (info *ConnInfo) {
	defer survive()
	return c.session().infoNow()
}

// Stats returns the numbers of all connections so far.
func (c *Client) Stats() (stats *Stats) {
	defer survive()
	return c.session().stats()
}

// LastFailure returns why the last connection failed, null if none has.
func (c *Client) LastFailure() (why *Failure) {
	defer survive()
	return c.session().lastFailure()
}

// session returns one that has ended for a Client that NewClient has not made.
func (c *Client) session() *session {
	if c == nil || c.x == nil {
		return nobody()
	}
	return c.x
}
