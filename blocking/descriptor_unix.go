//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// descriptor is a socket's file descriptor together with the count of its users.
//
// close(2) does not wake a call that waits on the descriptor, and lets the next
// socket have its number while such a call is still there. So close shuts the
// socket down, which wakes all, and the last user closes. This is the scheme of
// internal/poll's fdMutex.
type descriptor struct {
	number int32
	state  atomic.Uint32 // closing, interrupted, and oneUser for each user

	waiters atomic.Pointer[waiters] // made for the first call that may wait in poll(2)
	reservation
}

func (d *descriptor) fd() int { return int(d.number) }

// waiters are for the calls of both directions.
type waiters struct{ in, out waiter }

func (d *descriptor) in() *waiter  { return &d.both().in }
func (d *descriptor) out() *waiter { return &d.both().out }

func (d *descriptor) both() *waiters {
	if w := d.waiters.Load(); w != nil {
		return w
	}
	d.waiters.CompareAndSwap(nil, new(waiters))
	return d.waiters.Load()
}

const (
	closing     = 1 << iota // no new users, the last one closes
	interrupted             // both directions have been shut down
	oneUser
)

// use takes part in the descriptor, to be followed by leave. It returns false
// after interrupt and close.
func (d *descriptor) use() bool { return d.join(closing | interrupted) }

// hold is use for what is still allowed after interrupt.
func (d *descriptor) hold() bool { return d.join(closing) }

func (d *descriptor) join(forbidden uint32) bool {
	for {
		state := d.state.Load()
		if state&forbidden != 0 {
			return false
		}
		if d.state.CompareAndSwap(state, state+oneUser) {
			return true
		}
	}
}

// leave ends a use or hold.
func (d *descriptor) leave() {
	state := d.state.Add(^uint32(oneUser - 1))
	if state&closing != 0 && state < oneUser {
		d.destroy()
	}
}

// ended says whether interrupt or close has been called.
func (d *descriptor) ended() bool { return d.state.Load()&(closing|interrupted) != 0 }

// interrupt wakes every call on the descriptor for good. It never waits.
func (d *descriptor) interrupt() {
	if d.hold() {
		d.state.Or(interrupted)
		d.wake()
		d.leave()
	}
}

// close interrupts and lets the last user close. It returns false when it has
// been called before.
func (d *descriptor) close() bool {
	if !d.hold() {
		return false
	}
	before := d.state.Or(closing | interrupted)
	if before >= 2*oneUser {
		d.wake()
	}
	// Alone on it, closing is enough, and it lets SO_LINGER mean what it says.
	d.leave()
	return before&closing == 0
}

// wake shuts the socket down, which ends every waiting read, write and accept,
// and wakes those that wait in poll(2).
func (d *descriptor) wake() {
	// ENOTCONN says that the peer was faster.
	_ = unix.Shutdown(d.fd(), unix.SHUT_RDWR)
	if w := d.waiters.Load(); w != nil {
		w.in.notify()
		w.out.notify()
	}
}

func (d *descriptor) destroy() {
	if w := d.waiters.Load(); w != nil {
		w.in.close()
		w.out.close()
	}
	_ = unix.Close(d.fd()) // even after an error the descriptor is gone, see close(2)
	d.release()
}
