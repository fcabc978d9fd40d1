package mobile

import "slices"

// What becomes of messages that a connection has not written.

// end takes the connection away. What it has not written is kept for the next one,
// or is to be handed back, which makes room; orders were for it alone.
func (o *outflow) end(keep bool) {
	o.mu.Lock()
	o.line, o.held, o.initial = nil, false, 0
	o.given, o.flying, o.taken = 0, 0, 0
	o.queue = slices.DeleteFunc(o.queue, func(p parcel) bool { return p.data == nil })
	room := o.full && !keep
	if !keep {
		o.back = append(o.back, o.clear()...)
		o.full = false
	}
	o.mu.Unlock()
	if room {
		o.writable()
	}
}

// handBack returns what no connection will write.
func (o *outflow) handBack() (unsent [][]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	unsent, o.back = o.back, nil
	return unsent
}

// shut refuses further messages. Those that wait are still there for close.
func (o *outflow) shut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.broadcast()
}

// close refuses further messages, and returns those that wait, and before them those
// to be handed back.
func (o *outflow) close() (unsent [][]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.broadcast()
	unsent, o.back = append(o.back, o.clear()...), nil
	o.unsent = o.unsent || len(unsent) > 0
	return unsent
}

// clear needs mu.
func (o *outflow) clear() (messages [][]byte) {
	for _, p := range o.queue {
		if p.data != nil {
			messages = append(messages, p.data)
		}
	}
	if len(messages) > 0 {
		o.lost++
	}
	o.queue, o.bytes = nil, 0
	o.broadcast()
	return messages
}
