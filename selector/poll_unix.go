//go:build selector && (linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

import (
	"os"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// polling is the poller of every Unix, see poll(2). Each wait looks at every
// descriptor.
type polling struct {
	woken [2]int // a pipe

	mu      sync.Mutex
	slots   map[int]int // where a descriptor is in fds
	fds     []unix.PollFd
	ids     []uint32
	waiting bool
	over    sync.Cond // of the wait that there is

	// What poll(2) is given, by who waits.
	given    []unix.PollFd
	givenIDs []uint32
	next     int // of the next to be looked at
}

var pollBits = bits{unix.POLLIN, unix.POLLOUT, unix.POLLPRI, unix.POLLERR | unix.POLLHUP}

func openPoll() (poller, error) {
	p := &polling{slots: map[int]int{}}
	p.over.L = &p.mu
	syscall.ForkLock.RLock()
	err := unix.Pipe(p.woken[:])
	if err == nil {
		unix.CloseOnExec(p.woken[0])
		unix.CloseOnExec(p.woken[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("pipe", err)
	}
	for _, fd := range p.woken {
		if err := unix.SetNonblock(fd, true); err != nil {
			p.close()
			return nil, os.NewSyscallError("fcntl", err)
		}
	}
	p.add(p.woken[0], 0, unix.POLLIN)
	return p, nil
}

func (p *polling) set(fd int, id uint32, _, want Readiness) error {
	events := int16(pollBits.of(want))
	p.mu.Lock()
	defer p.mu.Unlock()
	i, known := p.slots[fd]
	switch {
	case want == 0 && known:
		p.remove(i)
	case want == 0:
	case known:
		p.fds[i].Events, p.ids[i] = events, id
	default:
		p.add(fd, id, events)
	}
	if p.waiting {
		p.wake()
	}
	// poll(2) holds on to what it waits for: a socket that is closed meanwhile would
	// stay open until it returns.
	for want == 0 && p.waiting {
		p.over.Wait()
	}
	return nil
}

func (p *polling) add(fd int, id uint32, events int16) {
	p.slots[fd] = len(p.fds)
	p.fds = append(p.fds, unix.PollFd{Fd: int32(fd), Events: events})
	p.ids = append(p.ids, id)
}

func (p *polling) remove(i int) {
	last := len(p.fds) - 1
	delete(p.slots, int(p.fds[i].Fd))
	if i != last {
		p.fds[i], p.ids[i] = p.fds[last], p.ids[last]
		p.slots[int(p.fds[i].Fd)] = i
	}
	p.fds, p.ids = p.fds[:last], p.ids[:last]
}

func (p *polling) wait(into []event, timeout int, yields bool) (int, error) {
	if yields {
		runtime.Gosched()
	}
	p.mu.Lock()
	p.given = append(p.given[:0], p.fds...)
	p.givenIDs = append(p.givenIDs[:0], p.ids...)
	p.waiting = true
	p.mu.Unlock()
	_, err := unix.Poll(p.given, timeout)
	p.mu.Lock()
	p.waiting = false
	p.over.Broadcast()
	p.mu.Unlock()
	if err == unix.EINTR || err == unix.EAGAIN {
		return 0, nil
	}
	if err != nil {
		return 0, os.NewSyscallError("poll", err)
	}
	if p.given[0].Revents != 0 {
		p.drain()
	}
	return p.collect(into), nil
}

// collect begins behind where it ended before, so that those at the front do not
// take all the turns.
func (p *polling) collect(into []event) (n int) {
	many := len(p.given) - 1 // without the pipe
	for range many {
		if n == len(into) {
			break
		}
		p.next++
		if p.next > many {
			p.next = 1
		}
		ready := &p.given[p.next]
		if ready.Revents == 0 {
			continue
		}
		into[n] = event{
			fd: int(ready.Fd), id: p.givenIDs[p.next],
			ready: pollBits.readiness(uint32(ready.Revents)), closed: ready.Revents&unix.POLLNVAL != 0,
		}
		n++
	}
	return n
}

func (p *polling) wake() { unix.Write(p.woken[1], []byte{0}) }

func (p *polling) drain() {
	var buf [64]byte
	for {
		n, err := unix.Read(p.woken[0], buf[:])
		if err != unix.EINTR && n < len(buf) {
			return
		}
	}
}

func (p *polling) close() {
	unix.Close(p.woken[0])
	unix.Close(p.woken[1])
}
