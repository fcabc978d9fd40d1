package axon

import (
	"errors"
	"strconv"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// Errors of boxes, linkages, components and trackers. Each is matched by
// errors.Is; what is returned also names the box, component or service.
var (
	// ErrNoSpaceInBox is returned by TrySend to a box that is full.
	ErrNoSpaceInBox = errors.New("no space in box")
	// ErrBoxEmpty is returned by TryRecv from a box without messages.
	ErrBoxEmpty = errors.New("box is empty")
	// ErrEnded is returned by a Send to or from a component that has ended.
	ErrEnded = errors.New("component has ended")
	// ErrWrongType is matched when a message or linkage does not fit the
	// element type of a box.
	ErrWrongType = errors.New("wrong type for box")

	// ErrAlreadyLinked is returned when the source of a new linkage has one.
	ErrAlreadyLinked = errors.New("box is already linked to a destination")
	// ErrLinkCycle is returned for a linkage that would lead back to its source.
	ErrLinkCycle = errors.New("linkage would form a cycle")
	// ErrBadLinkage is returned for a linkage from an inbox to an outbox, or
	// with an end missing.
	ErrBadLinkage = errors.New("boxes cannot be linked")
	// ErrNoSuchBox is returned for a name that a component has no box of.
	ErrNoSuchBox = errors.New("no such box")
	// ErrNoSuchComponent is returned for a name that a Graphline does not know.
	ErrNoSuchComponent = errors.New("no such component")

	// ErrNoComponents is returned for a Pipeline of nothing.
	ErrNoComponents = errors.New("no components")
	// ErrNoLinkages is returned for a Graphline whose linkages are nil.
	ErrNoLinkages = errors.New("linkages must be set")

	// ErrAlreadyActivated is returned by the second Activate of a component.
	ErrAlreadyActivated = errors.New("component was already activated")
	// ErrStopped is the cause of the context of a component that was stopped
	// through its Handle.
	ErrStopped = errors.New("stopped")

	// ErrServiceAlreadyExists is returned by Register for a name in use.
	ErrServiceAlreadyExists = errors.New("service already exists")
	// ErrServiceNotFound is returned for a service that is not registered.
	ErrServiceNotFound = errors.New("service not found")
	// ErrNamespaceClash is returned by TrackValue for a name in use.
	ErrNamespaceClash = errors.New("value is already tracked")
	// ErrValueNotTracked is returned for a value that nobody tracks.
	ErrValueNotTracked = errors.New("value is not tracked")
)

// Why a connection has ended, in SocketShutdown.HowDied, where it is neither io.EOF
// (the peer ended it) nor an error of the system.
var (
	// ErrProducerFinished: it was told to finish, and did.
	ErrProducerFinished = errors.New("producer finished")
	// ErrShutdownMicroprocess: it was told to end at once.
	ErrShutdownMicroprocess = errors.New("shutdown microprocess")
	// ErrTimeout is matched by every error about time that ran out.
	ErrTimeout = errors.New("timeout")
	// ErrLinger: after everything was written the peer neither sent nor ended.
	ErrLinger = because.New("peer did not end the connection within the linger time: timeout", ErrTimeout)
	// ErrFlush: the peer took no more of what was still to be written.
	ErrFlush = because.New("no byte could be written within the flush timeout: timeout", ErrTimeout)
)

// A BoxError says at which box, or between which, an error occurred.
type BoxError struct {
	Op  string // "send", "link", "find", ...
	Box string // "component.box"
	Err error
}

func (e *BoxError) Error() string { return e.Op + " " + e.Box + ": " + e.Err.Error() }
func (e *BoxError) Unwrap() error { return e.Err }

// A PanicError is the error of a component that panicked.
type PanicError struct {
	Value any
	Stack []byte // as runtime/debug.Stack returns it
}

func (e *PanicError) Error() string {
	switch v := e.Value.(type) {
	case error:
		return "panic: " + v.Error()
	case interface{ String() string }:
		return "panic: " + v.String()
	case string:
		return "panic: " + v
	case int:
		return "panic: " + strconv.Itoa(v)
	}
	return "panic: a " + because.TypeOf(e.Value)
}

// Unwrap returns the panic's value when that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
