package mobile

import (
	"slices"
	"sync"
)

// An outflow is what is on its way to the peer: messages, and orders that have their
// place between them. A message stays in it until the system has taken all of its
// bytes, so that those which were not sent are known, whole, when a connection ends.
//
// Messages go to the connection on the goroutine of who sends. It is given a few at
// a time, so that it need not keep a copy of all that waits.
type outflow struct {
	limit    int64
	hand     func(to *line, p parcel)
	writable func()        // called when a queue that was full has room again
	progress func(n int64) // called with what was taken

	mu       sync.Mutex
	queue    []parcel
	given    int   // messages at its front that the connection has
	flying   int64 // bytes that it has and the system has not
	bytes    int64 // of the messages in queue
	taken    int64 // bytes of the first message that were written
	initial  int64 // bytes of the initial message that were not
	line     *line
	held     bool // until a handshake is over
	giving   bool // a goroutine is in give
	full     bool // somebody was told so
	finished bool // no message follows
	closed   bool
	unsent   bool          // closed before everything was written
	lost     int           // how often the queue was cleared
	back     [][]byte      // of a connection that has ended, to be handed back
	changed  chan struct{} // closed at the next change, for who waits
}

// A parcel is a message, an upgrade to TLS, or the order to finish.
type parcel struct {
	data    []byte
	upgrade any
	finish  bool
}

// inFlight is how many bytes a connection is given at a time.
const inFlight = 64 << 10

var (
	errClosed   = failure(CodeInvalidState, "send", "the connection has ended")
	errFinished = failure(CodeInvalidState, "send", "after FinishSending, CloseWrite or Stop")
	errLost     = failure(CodeCancelled, "flush", "the connection has ended before everything was written")
	errFull     = failure(CodeBufferFull, "send", "the send queue is full")
)

// send adds a copy of data. While there is no room, it waits if it may, and returns
// errFull otherwise.
func (o *outflow) send(data []byte, mayWait func() bool) error {
	if len(data) == 0 {
		return nil
	}
	o.mu.Lock()
	for o.lacksRoom(len(data)) {
		o.full = true
		o.mu.Unlock()
		if !mayWait() {
			return errFull
		}
		o.mu.Lock()
		if o.lacksRoom(len(data)) {
			o.await(nil)
		}
	}
	err := o.refuses()
	if err == nil {
		o.queue = append(o.queue, parcel{data: append([]byte(nil), data...)})
		o.bytes += int64(len(data))
	}
	o.mu.Unlock()
	o.give()
	return err
}

// lacksRoom reports whether n more bytes have to wait. It needs mu.
func (o *outflow) lacksRoom(n int) bool {
	return o.bytes > 0 && o.bytes+int64(n) > o.limit && o.refuses() == nil
}

// refuses needs mu. Who sends after the order to finish is told that, whether or not the
// peer has answered it with its own end meanwhile.
func (o *outflow) refuses() error {
	switch {
	case o.finished:
		return errFinished
	case o.closed:
		return errClosed
	}
	return nil
}

// upgrade asks for TLS after all messages that wait.
func (o *outflow) upgrade(upgrade any) error {
	return o.order(parcel{upgrade: upgrade})
}

// finish asks for the end after all messages that wait.
func (o *outflow) finish() error {
	return o.order(parcel{finish: true})
}

func (o *outflow) order(p parcel) error {
	o.mu.Lock()
	err := o.refuses()
	if err == nil {
		o.queue = append(o.queue, p)
		o.finished = p.finish
		o.broadcast()
	}
	o.mu.Unlock()
	o.give()
	return err
}

// give hands parcels to the connection until that has enough. One goroutine does so
// at a time, which takes along what others add.
func (o *outflow) give() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.giving {
		return
	}
	o.giving = true
	for o.line != nil && !o.held && o.given < len(o.queue) && o.flying < inFlight {
		p, to := o.queue[o.given], o.line
		if p.data != nil {
			if o.flying == 0 {
				to.written.touch() // it can be late from now on
			}
			o.given++
			o.flying += int64(len(p.data))
		} else {
			o.queue = slices.Delete(o.queue, o.given, o.given+1)
			o.held = p.upgrade != nil
		}
		o.mu.Unlock()
		o.hand(to, p)
		o.mu.Lock()
	}
	o.giving = false
}

// wrote counts what the system has taken. It is called by the connection.
func (o *outflow) wrote(n int) {
	o.progress(int64(n))
	o.mu.Lock()
	left := int64(n)
	first := min(left, o.initial)
	o.initial -= first
	left -= first
	o.flying -= left
	for left > 0 && len(o.queue) > 0 {
		message := int64(len(o.queue[0].data))
		if o.taken+left < message {
			o.taken += left
			break
		}
		left -= message - o.taken
		o.taken = 0
		o.bytes -= message
		o.queue[0] = parcel{}
		o.queue = o.queue[1:]
		o.given--
	}
	room := o.full && o.bytes <= o.limit/2
	if room {
		o.full = false
	}
	if room || o.bytes == 0 {
		o.broadcast()
	}
	o.mu.Unlock()
	if room {
		o.writable()
	}
	o.give()
}

// open begins to give parcels to a connection, once it is released if held.
func (o *outflow) open(to *line, initial int, held bool) {
	o.mu.Lock()
	o.line, o.held, o.initial = to, held, int64(initial)
	o.given, o.flying, o.taken = 0, 0, 0
	o.mu.Unlock()
	o.give()
}

// release lets parcels through after a handshake.
func (o *outflow) release() {
	o.mu.Lock()
	o.held = false
	o.mu.Unlock()
	o.give()
}

// queued returns how many bytes wait.
func (o *outflow) queued() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes
}

// writes reports whether the connection has something to write, and may.
func (o *outflow) writes() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return (o.flying > 0 || o.initial > 0) && !o.held
}

// waits reports whether there is something to write at all.
func (o *outflow) waits() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes > 0 || o.initial > 0
}

// told reports whether no message follows.
func (o *outflow) told() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.finished
}
