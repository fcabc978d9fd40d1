package lifecycle

// A Phase is what a connection is doing.
type Phase uint8

const (
	New          Phase = iota // made, not activated
	Delay                     // waiting before it connects
	Connecting                // looking up, connecting
	Securing                  // in a TLS handshake
	Open                      // data goes both ways
	PeerFinished              // accepted, the peer has ended, the handler has not
	Draining                  // told to end: writing what waits, reading on
	Lingering                 // all written, half closed, reading to the peer's end
	Parting                   // the same where no half close can tell the peer
	Flushing                  // the peer has ended: writing what waits
	Closed
	phases = iota
)

func (p Phase) String() string {
	return [...]string{"New", "Delay", "Connecting", "Securing", "Open", "PeerFinished", "Draining", "Lingering", "Parting", "Flushing", "Closed"}[p]
}

// An Event is what happens to a connection.
type Event int

const (
	Start          Event = iota // activated
	DelayOver                   // time to connect
	Connected                   // the socket is connected
	Secure                      // an upgrade to TLS is asked for
	Secured                     // the handshake is over
	Finish                      // a message that stops Drained
	Terminate                   // a message that stops Now, or the context has ended
	Stop                        // Stop on the handle
	PeerEnd                     // end of file from the peer
	HandlerPeerEnd              // the same, on an accepted connection with a handler
	Written                     // after EndWrites: everything is written
	NoHalfClose                 // the socket cannot end one direction alone
	Failed                      // an error of the dial, a read, a write, a handshake
	FlushTime                   // no byte was written for FlushTimeout
	LingerTime                  // no byte was received for Linger
	HardTime                    // HardFlush is over
	events         = iota
)

func (e Event) String() string {
	return [...]string{"Start", "DelayOver", "Connected", "Secure", "Secured", "Finish", "Terminate", "Stop", "PeerEnd", "HandlerPeerEnd", "Written", "NoHalfClose", "Failed", "FlushTime", "LingerTime", "HardTime"}[e]
}

// An Action is what a driver has to do. None of them may wait; to wait for the delay
// and to dial is what a driver does in these phases.
type Action int

const (
	OpenData    Action = iota // let data flow both ways
	Handshake                 // take the data flow away and secure the socket
	Refuse                    // the inbox takes no more
	EndWrites                 // once all that waits is written, refuse more and report Written
	HalfClose                 // end the outgoing direction
	FlushTimer                // watch that writing makes progress
	LingerTimer               // watch that the peer goes on
	HardTimer                 // allow HardFlush for the rest
	Discard                   // received data is wanted no more
	TellHandler               // ProducerFinished to the handler
	Report                    // ErrorInformation, with the error of the event
	Interrupt                 // wake every waiting call, for good
)

func (a Action) String() string {
	return [...]string{"open data", "handshake", "refuse inbox", "end writes", "half close", "flush timer", "linger timer", "hard timer", "discard input", "tell handler", "report", "interrupt"}[a]
}

// State is all that a connection remembers of its past.
type State struct {
	Phase     Phase
	Finishing bool // told to finish before it was open
	ToSecure  bool // told to upgrade to TLS before it was open
}

type rule struct {
	next Phase
	do   []Action
}

var (
	shut   = []Action{Interrupt}
	failed = []Action{Report, Interrupt}
	hurry  = []Action{Refuse, EndWrites, Discard, HardTimer}
)

// rules is the state table. What is missing has no effect: no rule leads back to New.
// An array is there when a program starts, where maps would have to be filled.
var rules = [phases][events]rule{
	New: {
		Start: {Delay, nil}, Terminate: {Closed, nil}, Stop: {Closed, nil}, Failed: {Closed, []Action{Report}},
	},
	Delay: {
		DelayOver: {Connecting, nil}, Terminate: {Closed, shut}, Stop: {Closed, shut}, Failed: {Closed, failed},
	},
	Connecting: {
		Connected: {Open, []Action{OpenData}}, Terminate: {Closed, shut}, Stop: {Closed, shut}, Failed: {Closed, failed},
	},
	Securing: {
		Secured: {Open, []Action{OpenData}}, Terminate: {Closed, shut}, Stop: {Closed, shut}, Failed: {Closed, failed}, FlushTime: {Closed, failed},
	},
	Open: {
		Secure: {Securing, []Action{Handshake}},
		Finish: {Draining, []Action{EndWrites, FlushTimer}}, Terminate: {Draining, hurry}, Stop: {Closed, shut},
		PeerEnd: {Flushing, []Action{Refuse, EndWrites, FlushTimer}}, HandlerPeerEnd: {PeerFinished, []Action{TellHandler}},
		Failed: {Closed, failed},
	},
	PeerFinished: {
		Finish: {Flushing, []Action{EndWrites, FlushTimer}}, Terminate: {Flushing, hurry}, Stop: {Closed, shut}, Failed: {Closed, failed},
	},
	Draining: {
		Written: {Lingering, []Action{HalfClose, LingerTimer}}, Terminate: {Draining, []Action{Refuse, Discard, HardTimer}}, Stop: {Closed, shut},
		PeerEnd: {Flushing, nil}, HandlerPeerEnd: {Flushing, nil}, Failed: {Closed, failed}, FlushTime: {Closed, failed}, HardTime: {Closed, shut},
	},
	Lingering: {
		Terminate: {Lingering, []Action{Discard, HardTimer}}, Stop: {Closed, shut},
		PeerEnd: {Closed, shut}, HandlerPeerEnd: {Closed, shut}, Failed: {Closed, failed}, LingerTime: {Closed, failed}, HardTime: {Closed, shut},
		NoHalfClose: {Parting, nil},
	},
	Parting: { // silence is no failure of a peer that was told nothing
		Terminate: {Parting, []Action{Discard, HardTimer}}, Stop: {Closed, shut},
		PeerEnd: {Closed, shut}, HandlerPeerEnd: {Closed, shut}, Failed: {Closed, failed}, LingerTime: {Closed, shut}, HardTime: {Closed, shut},
	},
	Flushing: {
		Written: {Closed, shut}, Terminate: {Flushing, []Action{Refuse, HardTimer}}, Stop: {Closed, shut},
		Failed: {Closed, failed}, FlushTime: {Closed, failed}, HardTime: {Closed, shut},
	},
	Closed: {},
}

// Next returns what follows when event happens in state s, and what is to be
// done, in order. It is the only place that has a rule about connections.
func Next(s State, event Event) (State, []Action) {
	if event == Finish && s.Phase < Open {
		var do []Action
		if s.Phase == Securing && !s.Finishing { // much may wait to be written before
			do = []Action{FlushTimer}
		}
		s.Finishing = true
		return s, do
	}
	if event == Secure && s.Phase < Securing {
		s.ToSecure = true
		return s, nil
	}
	r := rules[s.Phase][event]
	if r.next == New {
		return s, nil
	}
	s.Phase = r.next
	if s.Phase == Open && s.ToSecure {
		handshake := rules[Open][Secure].do
		if s.Finishing {
			handshake = append([]Action{FlushTimer}, handshake...)
		}
		return State{Phase: Securing, Finishing: s.Finishing}, handshake
	}
	if s.Phase == Open && s.Finishing {
		drained := rules[Open][Finish]
		return State{Phase: drained.next}, append(append([]Action{}, r.do...), drained.do...)
	}
	return s, r.do
}
