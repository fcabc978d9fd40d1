package axon

// A queue holds the messages of one inbox, in order. The inbox's mutex guards it.
type queue[T any] interface {
	push(m T)
	// grab takes up to len(into) messages, and says what sizeOf is of them
	// together. Bytes in them stay valid until the next grab.
	grab(into []T) (n, size int)
	// unget puts the last messages of the latest grab back to the front.
	unget(rest []T)
}

func newQueue[T any]() queue[T] {
	if q, ok := any(&byteQueue{}).(queue[T]); ok {
		return q
	}
	_, lent := any((*T)(nil)).(*any)
	return &ring[T]{lent: lent, weighs: hasSize[T]()}
}

// hasSize reports whether sizeOf may be more than 0.
func hasSize[T any]() bool {
	switch any((*T)(nil)).(type) {
	case *[]byte, *string, *any:
		return true
	}
	return false
}

// sizeOf returns how many bytes m counts against the bound of a box.
func sizeOf[T any](m T) int {
	switch v := any(&m).(type) {
	case *[]byte:
		return len(*v)
	case *string:
		return len(*v)
	case *any:
		switch v := (*v).(type) {
		case []byte:
			return len(v)
		case string:
			return len(v)
		}
	}
	return 0
}

// ring is the queue for every type but bytes.
type ring[T any] struct {
	slots  []T  // its length is a power of two
	lent   bool // T is any: there may be lent bytes in it
	weighs bool
	head   int
	n      int
}

func (r *ring[T]) push(m T) {
	if r.lent {
		v := any(&m).(*any)
		*v = owned(*v)
	}
	r.grow()
	r.slots[(r.head+r.n)&(len(r.slots)-1)] = m
	r.n++
}

// owned returns m, or a copy where m is bytes that were only lent.
func owned(m any) any {
	if b, ok := m.([]byte); ok {
		return append([]byte{}, b...)
	}
	return m
}

func (r *ring[T]) grab(into []T) (n, size int) {
	var zero T
	n = min(r.n, len(into))
	for i := range n {
		slot := &r.slots[(r.head+i)&(len(r.slots)-1)]
		into[i], *slot = *slot, zero
	}
	if r.weighs {
		for _, m := range into[:n] {
			size += sizeOf(m)
		}
	}
	r.head += n
	r.n -= n
	return n, size
}

func (r *ring[T]) unget(rest []T) {
	for i := len(rest) - 1; i >= 0; i-- {
		r.grow()
		r.head--
		r.slots[r.head&(len(r.slots)-1)] = rest[i]
		r.n++
	}
}

func (r *ring[T]) grow() {
	if r.n < len(r.slots) {
		return
	}
	slots := make([]T, max(4, 2*len(r.slots)))
	for i := range r.n {
		slots[i] = r.slots[(r.head+i)&(len(r.slots)-1)]
	}
	r.slots, r.head = slots, 0
}
