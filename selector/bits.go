//go:build selector && (linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

// bits are what a back end calls the kinds of readiness.
type bits struct{ in, out, exceptional, broken uint32 }

// of returns the bits of what is wanted.
func (b *bits) of(want Readiness) (events uint32) {
	if want&Readable != 0 {
		events |= b.in
	}
	if want&Writable != 0 {
		events |= b.out
	}
	if want&Exceptional != 0 {
		events |= b.exceptional
	}
	return events
}

// readiness is the reverse of of. What is broken is ready for everything, and the next
// call finds the error.
func (b *bits) readiness(events uint32) (r Readiness) {
	if events&b.broken != 0 {
		return Readable | Writable | Exceptional
	}
	if events&b.in != 0 {
		r |= Readable
	}
	if events&b.out != 0 {
		r |= Writable
	}
	if events&b.exceptional != 0 {
		r |= Exceptional
	}
	return r
}
