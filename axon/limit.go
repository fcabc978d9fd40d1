package axon

// Data boxes hold 64 messages and 256 KiB unless SetSize says otherwise. A
// larger message is accepted when the box is empty.
const (
	DefaultMessages = 64
	DefaultBytes    = 256 << 10
)

// A limit bounds a box by messages and bytes; 0 means no bound.
type limit struct {
	messages int
	bytes    int
}

// defaultLimit bounds data; a shutdown never waits behind a bound.
func defaultLimit[T any]() limit {
	if _, ok := any((*T)(nil)).(*Signal); ok {
		return limit{}
	}
	return limit{DefaultMessages, DefaultBytes}
}

// refuses reports whether a box with these contents has no space for size bytes.
func (l limit) refuses(messages, bytes, size int) bool {
	if l.messages > 0 && messages >= l.messages {
		return true
	}
	return l.bytes > 0 && messages > 0 && bytes+size > l.bytes
}
