//go:build linux

package main

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// A load is many clients of one server, driven by one loop with as little as can be.
type load struct {
	fds   []int
	epoll int
	piece []byte // that each connection has under way
	back  []int  // of it, by descriptor

	timed bool
	given []time.Time // by descriptor
	trips []time.Duration
}

func connect(address string, connections, size int) *load {
	addr, err := net.ResolveTCPAddr("tcp", address)
	check(err)
	l := &load{piece: make([]byte, size)}
	l.epoll, err = unix.EpollCreate1(0)
	check(err)
	for range connections {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
		check(err)
		check(unix.Connect(fd, &unix.SockaddrInet4{Port: addr.Port, Addr: [4]byte(addr.IP.To4())}))
		check(unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1))
		check(unix.EpollCtl(l.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}))
		l.fds = append(l.fds, fd)
		for fd >= len(l.back) {
			l.back = append(l.back, 0)
			l.given = append(l.given, time.Time{})
		}
	}
	return l
}

// once has one piece go there and back on each connection.
func (l *load) once() {
	for _, fd := range l.fds {
		l.give(fd)
	}
	l.settle()
}

// run keeps each connection busy for a while, and returns how many bytes came back.
func (l *load) run(d time.Duration) (bytes int) {
	end := time.Now().Add(d)
	for _, fd := range l.fds {
		l.give(fd)
	}
	for time.Now().Before(end) {
		bytes += l.turn(true)
	}
	return bytes + l.settle()
}

// settle waits for what is under way.
func (l *load) settle() (bytes int) {
	for {
		left := 0
		for _, fd := range l.fds {
			left += l.back[fd]
		}
		if left == 0 {
			return bytes
		}
		bytes += l.turn(false)
	}
}

func (l *load) turn(again bool) (bytes int) {
	var events [256]unix.EpollEvent
	n, err := unix.EpollWait(l.epoll, events[:], 5000)
	if err == unix.EINTR {
		return 0
	}
	check(err)
	if n == 0 {
		check(unix.ETIMEDOUT)
	}
	var buf [64 << 10]byte
	for _, e := range events[:n] {
		fd := int(e.Fd)
		n, err := unix.Read(fd, buf[:])
		check(err)
		if n == 0 {
			check(unix.ECONNRESET)
		}
		bytes += n
		if l.back[fd] -= n; l.back[fd] > 0 {
			continue
		}
		if l.timed {
			l.trips = append(l.trips, time.Since(l.given[fd]))
		}
		if again {
			l.give(fd)
		}
	}
	return bytes
}

func (l *load) give(fd int) {
	l.back[fd] = len(l.piece)
	if l.timed {
		l.given[fd] = time.Now()
	}
	_, err := unix.Write(fd, l.piece)
	check(err)
}

func (l *load) close() {
	for _, fd := range l.fds {
		unix.Close(fd)
	}
	unix.Close(l.epoll)
}
