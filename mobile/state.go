package mobile

import "strconv"

// States of a connection, as OnState tells them.
const (
	StateIdle       int32 = iota // not started
	StateResolving               // looking up the name
	StateConnecting              // connecting
	StateSecuring                // in a TLS handshake
	StateReady                   // data goes both ways
	StateWaiting                 // for the next attempt to connect, see OnRetry
	StateClosing                 // told to stop: writing what waits, reading to the end
	StateClosed                  // ended for good
	states
)

var stateNames = [states]string{"Idle", "Resolving", "Connecting", "Securing", "Ready", "Waiting", "Closing", "Closed"}

// StateName returns the name of a state, such as "Ready".
//
// It may be called from any thread. An unknown state is named by its number.
func StateName(state int32) string {
	if state < 0 || state >= states {
		return "state " + strconv.Itoa(int(state))
	}
	return stateNames[state]
}
