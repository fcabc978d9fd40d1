//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import "golang.org/x/sys/unix"

// rawConn is the syscall.RawConn of a descriptor.
type rawConn struct {
	d       *descriptor
	failure func(op, call string, err error) error
}

func (r *rawConn) Control(f func(fd uintptr)) error {
	if !r.d.use() {
		return r.failure("raw-control", "", nil)
	}
	defer r.d.leave()
	f(uintptr(r.d.fd()))
	return nil
}

func (r *rawConn) Read(f func(fd uintptr) (done bool)) error {
	return r.repeat("raw-read", r.d.in(), unix.POLLIN, f)
}

func (r *rawConn) Write(f func(fd uintptr) (done bool)) error {
	return r.repeat("raw-write", r.d.out(), unix.POLLOUT, f)
}

// repeat calls f until it is done, and waits for events in between.
func (r *rawConn) repeat(op string, w *waiter, events int16, f func(fd uintptr) bool) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	if !r.d.use() {
		return r.failure(op, "", nil)
	}
	defer r.d.leave()
	if err := w.check(); err != nil {
		return r.failure(op, "", err)
	}
	for !f(uintptr(r.d.fd())) {
		if err := w.wait(r.d, events); err != nil {
			return r.failure(op, "", err)
		}
	}
	return nil
}
