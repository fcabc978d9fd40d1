package mobile

import (
	"bytes"
	"sync"
	"time"
)

// A dialog is an engine whose inflow is read by calls that wait.
type dialog struct {
	engine
	reading sync.Mutex    // one call reads at a time, and has what follows
	limit   time.Duration // of one call that reads
	buf     []byte        // taken from the inflow, not read
	end     *Failure      // after all that was received
	hangUp  chan struct{} // closed by Close
	once    sync.Once

	at      sync.Mutex
	opened  bool // it was ready once,
	shaken  bool // and once secured, whatever came then
	gone    *Failure
	changed chan struct{} // closed at the next change
}

func newDialog(s settings) (*dialog, error) {
	upgrade, err := s.upgrade(false)
	if err != nil {
		return nil, err
	}
	s.framing = framing{} // a Conn has methods for that
	limit := s.readTimeout
	s.readTimeout = 0 // which would end the connection
	d := &dialog{limit: limit, hangUp: make(chan struct{}), changed: make(chan struct{})}
	d.name = "conn"
	d.prepare(s, d, upgrade)
	return d, nil
}

// reached, secured, writable and ended are called by the engine, in its lock.

func (d *dialog) reached(state int32, _ *ConnInfo) {
	if state == StateReady {
		d.change(func() { d.opened = true })
	}
}

func (d *dialog) secured(*ConnInfo) { d.change(func() { d.shaken = true }) }
func (d *dialog) writable()         {}

func (d *dialog) ended(why *Failure, _ time.Time) {
	if why == nil {
		why = failure(CodeClosedByPeer, "read", "the peer has ended the connection")
	}
	why = why.with(d.out.close())
	d.closed, d.state, d.last = true, StateClosed, why
	d.in.event(func() { d.end = why })
	d.change(func() { d.gone = why })
}

func (d *dialog) change(f func()) {
	d.at.Lock()
	defer d.at.Unlock()
	f()
	close(d.changed)
	d.changed = make(chan struct{})
}

// until waits for what, and returns why it will not come.
func (d *dialog) until(what *bool) error {
	for {
		d.at.Lock()
		came, gone, changed := *what, d.gone, d.changed
		d.at.Unlock()
		switch {
		case came:
			return nil
		case gone != nil:
			return gone
		}
		<-changed
	}
}

// fill waits for more bytes in buf. It needs reading.
func (d *dialog) fill(timeout <-chan time.Time) error {
	for {
		it, ok := d.in.take()
		switch {
		case ok && it.chunk != nil:
			d.count.chunksIn.Add(1)
			if len(d.buf) == 0 {
				d.buf = it.chunk.data
				return nil
			}
			d.buf = append(d.buf, it.chunk.data...)
			it.chunk.Recycle()
			return nil
		case ok:
			if it.event != nil { // without frames there is no error
				it.event()
			}
			continue
		case d.end != nil:
			return d.end
		}
		select {
		case <-d.in.bell:
		case <-d.hangUp:
			return errHungUp
		case <-timeout:
			return failure(CodeTimeout, "read", "the peer has sent nothing in time")
		}
	}
}

// silence returns a dialog that was never begun and has ended, see nobody.
func silence() *dialog {
	d := &dialog{hangUp: make(chan struct{}), changed: make(chan struct{})}
	d.prepare(settings{}, d, nil)
	d.out.closed, d.engine.closed = true, true
	d.end, d.gone = errClosed, errClosed
	return d
}

var errHungUp = failure(CodeCancelled, "read", "by Close")

// read returns the first n bytes once enough says so, 0 meaning not yet.
func (d *dialog) read(enough func(buf []byte) (n int, err error)) ([]byte, error) {
	d.reading.Lock()
	defer d.reading.Unlock()
	var timeout <-chan time.Time
	if d.limit > 0 {
		timer := time.NewTimer(d.limit)
		defer timer.Stop()
		timeout = timer.C
	}
	for {
		n, err := enough(d.buf)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			if n == len(d.buf) {
				p := d.buf
				d.buf = nil
				return p, nil
			}
			p := bytes.Clone(d.buf[:n])
			d.buf = d.buf[n:]
			return p, nil
		}
		if err := d.fill(timeout); err != nil {
			return nil, err
		}
	}
}

// left reports whether a read has left something over, and none runs.
func (d *dialog) left() bool {
	if !d.reading.TryLock() {
		return false
	}
	defer d.reading.Unlock()
	return len(d.buf) > 0
}

// write returns when everything is written.
func (d *dialog) write(data []byte) error {
	err := d.out.send(data, func() bool { return true })
	if err == nil {
		d.count.sends.Add(1)
		err = d.out.flush(nil)
	}
	if last := d.lastFailure(); last != nil && (err == errLost || err == errClosed) {
		return last
	}
	return err
}

// close ends the connection soon and returns at once. What was written goes out, if
// that takes no longer than a moment.
func (d *dialog) close() {
	d.once.Do(func() { close(d.hangUp) })
	d.mu.Lock()
	d.closed = true
	l := d.line
	d.mu.Unlock()
	d.in.drop()
	if l != nil {
		d.hurry(l, errHungUp)
	}
}
