//go:build linux

package main

import (
	"net"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// serveBare echoes by one loop over epoll(7) that makes three system calls and nothing
// else: no server in Go takes less time.
func serveBare() string {
	l, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	check(err)
	check(unix.Bind(l, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	check(unix.Listen(l, 4096))
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	check(err)
	watch := func(fd int) {
		check(unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}))
	}
	watch(l)
	go func() {
		var ready [256]unix.EpollEvent
		buf := make([]byte, 32<<10)
		for {
			n, err := unix.EpollWait(epoll, ready[:], -1)
			if err != unix.EINTR {
				check(err)
			}
			for _, r := range ready[:max(n, 0)] {
				if fd := int(r.Fd); fd != l {
					echo(fd, buf)
					continue
				}
				fd, _, err := unix.Accept4(l, unix.SOCK_CLOEXEC)
				check(err)
				check(unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1))
				watch(fd)
			}
		}
	}()
	name, err := unix.Getsockname(l)
	check(err)
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(name.(*unix.SockaddrInet4).Port))
}

// echo sends back what one recv(2) gives, and closes at the end.
func echo(fd int, buf []byte) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(buf)))
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), at, uintptr(len(buf)), unix.MSG_DONTWAIT, 0, 0)
	if errno == unix.EAGAIN {
		return
	}
	if errno == 0 && n > 0 {
		_, _, errno = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), at, n, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	}
	if errno != 0 || n == 0 {
		unix.Close(fd)
	}
}
