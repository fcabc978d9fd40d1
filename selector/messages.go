package selector

import (
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// Readiness says what a descriptor is ready for.
type Readiness = stream.Readiness

const (
	Readable    = stream.Readable    // a read does not wait: bytes, an end or an error
	Writable    = stream.Writable    // a write does not wait
	Exceptional = stream.Exceptional // urgent data (POLLPRI, see poll(2))
)

// NewReader, sent to notify, asks for one Notice at an inbox of a component when a
// descriptor can be read. The first for a descriptor counts until it was told or
// removed, further ones are ignored.
type NewReader struct {
	Component  axon.Component
	Inbox      string
	Descriptor int
}

// NewWriter is NewReader for writing.
type NewWriter struct {
	Component  axon.Component
	Inbox      string
	Descriptor int
}

// NewExceptional is NewReader for urgent data.
type NewExceptional struct {
	Component  axon.Component
	Inbox      string
	Descriptor int
}

// RemoveReader takes a NewReader back. It must come before the descriptor is closed.
type RemoveReader struct{ Descriptor int }

// RemoveWriter takes a NewWriter back.
type RemoveWriter struct{ Descriptor int }

// RemoveExceptional takes a NewExceptional back.
type RemoveExceptional struct{ Descriptor int }

// A Notice says that a descriptor is ready.
type Notice struct {
	Descriptor int
	Ready      Readiness // the one that was asked for

	// Err says why it never will be: one that matches ErrDescriptorClosed or
	// ErrSelectorEnded, or that of a system which cannot wait for such a descriptor.
	Err error
}
