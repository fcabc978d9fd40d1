//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// waiter is one direction of a descriptor whose calls have a deadline: they try
// without waiting, and wait in poll(2) for the socket or for news.
type waiter struct {
	// turn is held by the call whose turn it is.
	turn sync.Mutex

	mu       sync.Mutex // guards the rest, and is never held while waiting
	deadline time.Time
	waiting  bool
	waker    waker // made by the first wait
	made     bool
}

// longestPoll bounds one poll(2), whose milliseconds have 32 bits.
const longestPoll = time.Hour

// check returns os.ErrDeadlineExceeded when the deadline has passed.
func (w *waiter) check() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.left()
	return err
}

// left returns the time until the deadline, at most longestPoll, or a negative
// one when there is none. The caller holds mu.
func (w *waiter) left() (time.Duration, error) {
	if w.deadline.IsZero() {
		return -1, nil
	}
	left := time.Until(w.deadline)
	if left <= 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return min(left, longestPoll), nil
}

// wait waits until d is ready for events, the deadline has passed, or d has
// ended. The caller has its turn and uses d.
func (w *waiter) wait(d *descriptor, events int16) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.made {
		waker, err := openWaker()
		if err != nil {
			return err
		}
		w.waker, w.made = waker, true
	}
	w.waiting = true
	defer func() { w.waiting = false }()
	for {
		if d.ended() {
			return net.ErrClosed
		}
		left, err := w.left()
		if err != nil {
			return err
		}
		w.mu.Unlock()
		ready, woken, err := pollTwo(d.fd(), events, w.waker.r, left)
		w.mu.Lock()
		if err != nil {
			return err
		}
		if woken {
			w.waker.drain()
		}
		if ready && !d.ended() {
			return nil
		}
	}
}

// setDeadline sets the deadline, also for the call that waits.
func (w *waiter) setDeadline(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deadline = t
	if w.waiting {
		w.waker.signal()
	}
}

// notify makes the call that waits look at the descriptor's state again.
func (w *waiter) notify() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting {
		w.waker.signal()
	}
}

// close frees the waker. Nobody waits any more.
func (w *waiter) close() {
	if w.made {
		w.waker.close()
	}
}

// pollTwo waits for events on fd, or for woken to be readable, at most timeout;
// a negative one means for ever. An error state of fd counts as ready, so that
// the call that follows finds the error.
func pollTwo(fd int, events int16, waker int, timeout time.Duration) (ready, woken bool, err error) {
	fds := [2]unix.PollFd{
		{Fd: int32(fd), Events: events},
		{Fd: int32(waker), Events: unix.POLLIN},
	}
	_, err = poll(fds[:], timeout)
	if err == unix.EINTR {
		return false, false, nil
	}
	return fds[0].Revents != 0, fds[1].Revents != 0, os.NewSyscallError("poll", err)
}
