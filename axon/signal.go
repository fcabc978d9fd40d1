package axon

// When says how soon a message asks its receiver to stop.
type When int

const (
	// Never is the answer of messages that are news, not orders.
	Never When = iota
	// Drained asks to stop once everything that has arrived is used up.
	Drained
	// Now asks to stop as soon as possible.
	Now
)

func (w When) String() string {
	return [...]string{"never", "drained", "now"}[w]
}

// A Signal is a message between signal outboxes and control inboxes. The set
// is closed: the types of this file are all there are.
//
// Kamaelia's two inheritance facts hold in Stop: a SocketShutdown stops like a
// ProducerFinished, a ServerShutdown like a ShutdownMicroprocess.
type Signal interface {
	Stop() When
	signal()
}

// ProducerFinished says that its sender has ended in order: finish what is
// queued, then end.
type ProducerFinished struct {
	Caller  string
	Message any
}

// SocketShutdown says that a connection is closed. HowDied tells why, io.EOF
// when the peer ended it.
type SocketShutdown struct {
	Caller  string
	HowDied error
	Conn    any // the net.Conn of who sends at CreatorFeedback
}

// NewCSA offers a connection that a server has accepted: an adapter that whoever
// links it activates.
type NewCSA struct {
	Caller string
	CSA    Component // an *internet.ConnectedSocketAdapter
	Conn   any       // its net.Conn
}

// ShutdownCSA says that an adapter has ended.
type ShutdownCSA struct {
	Caller string
	CSA    Component
	Conn   any
}

// ShutdownMicroprocess asks to end as soon as possible. One whose Cause is a
// message that stops Drained is the news of an ordered end, and stops Drained
// itself, so that what comes behind first uses up what it has.
type ShutdownMicroprocess struct {
	Caller string
	Cause  Signal
}

// ServerShutdown asks a server, and what serves with it, to end now.
type ServerShutdown struct {
	Caller string
}

// ErrorInformation reports an error that occurred. It carries the untouched
// error and is an error itself.
type ErrorInformation struct {
	Caller string
	Err    error
	Data   any // what the error is about, if anything
}

// Status is news in words.
type Status struct {
	Caller string
	Text   string
}

// Stop returns Drained.
func (ProducerFinished) Stop() When { return Drained }

// Stop returns Drained.
func (SocketShutdown) Stop() When { return Drained }

// Stop returns Drained after an ordered end, Now otherwise.
func (s ShutdownMicroprocess) Stop() When {
	if s.Cause != nil && s.Cause.Stop() == Drained {
		return Drained
	}
	return Now
}

// Stop returns Now.
func (ServerShutdown) Stop() When { return Now }

// Stop returns Never.
func (NewCSA) Stop() When { return Never }

// Stop returns Drained.
func (ShutdownCSA) Stop() When { return Drained }

// Stop returns Never.
func (ErrorInformation) Stop() When { return Never }

// Stop returns Never.
func (Status) Stop() When { return Never }

func (e ErrorInformation) Error() string {
	if e.Caller == "" {
		return e.Err.Error()
	}
	return e.Caller + ": " + e.Err.Error()
}

// Unwrap returns the error that is reported.
func (e ErrorInformation) Unwrap() error { return e.Err }

func (s Status) String() string { return s.Caller + ": " + s.Text }

func (ProducerFinished) signal()     {}
func (SocketShutdown) signal()       {}
func (ShutdownMicroprocess) signal() {}
func (ServerShutdown) signal()       {}
func (ErrorInformation) signal()     {}
func (NewCSA) signal()               {}
func (ShutdownCSA) signal()          {}
func (Status) signal()               {}
