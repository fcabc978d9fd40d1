//go:build selector

package selector

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"github.com/threadedtcp/threadedtcp/internal/because"
	"golang.org/x/sys/unix"
)

// epoll is the poller of Linux and Android, see epoll(7).
type epoll struct {
	fd     int
	woken  int // an eventfd(2)
	events [batch]unix.EpollEvent
}

var epollBits = bits{unix.EPOLLIN, unix.EPOLLOUT, unix.EPOLLPRI, unix.EPOLLERR | unix.EPOLLHUP}

func openEpoll() (poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	woken, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("eventfd", err)
	}
	e := &epoll{fd: fd, woken: woken}
	// By its edges: each write is told of once, and nobody needs to read.
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET&(1<<32-1), Fd: int32(woken)}
	if err := unix.EpollCtl(fd, unix.EPOLL_CTL_ADD, woken, &event); err != nil {
		e.close()
		return nil, os.NewSyscallError("epoll_ctl", err)
	}
	return e, nil
}

func (e *epoll) set(fd int, id uint32, was, want Readiness) error {
	op := unix.EPOLL_CTL_MOD
	switch {
	case want == 0:
		// With nothing wanted the kernel would still tell of errors.
		op = unix.EPOLL_CTL_DEL
	case was == 0:
		op = unix.EPOLL_CTL_ADD
	}
	event := unix.EpollEvent{Events: epollBits.of(want), Fd: int32(fd), Pad: int32(id)}
	switch err := unix.EpollCtl(e.fd, op, fd, &event); err {
	case nil:
		return nil
	case unix.EBADF, unix.ENOENT:
		return wasClosed(fd, os.NewSyscallError("epoll_ctl", err))
	default:
		return refused(fd, os.NewSyscallError("epoll_ctl", err))
	}
}

// refused names a descriptor that the back end does not take, such as a file's.
func refused(fd int, err error) error {
	return because.Of("selector: descriptor "+strconv.Itoa(fd), err)
}

func (e *epoll) wait(into []event, timeout int, yields bool) (int, error) {
	n, errno := e.look()
	if n == 0 && errno == 0 && timeout != 0 {
		if yields {
			runtime.Gosched()
		}
		n, errno = e.sleep(timeout)
	}
	if errno == unix.EINTR {
		return 0, nil
	}
	if errno != 0 {
		return 0, os.NewSyscallError("epoll_pwait", errno)
	}
	found := 0
	for _, ready := range e.events[:n] {
		if int(ready.Fd) == e.woken {
			continue
		}
		into[found] = event{fd: int(ready.Fd), id: uint32(ready.Pad), ready: epollBits.readiness(ready.Events)}
		found++
	}
	return found, nil
}

// look does not wait, so it may go without telling the scheduler.
func (e *epoll) look() (int, syscall.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(e.fd), uintptr(unsafe.Pointer(&e.events)), batch, 0, 0, 0)
	return int(n), errno
}

// sleep is by epoll_pwait(2), since Android forbids epoll_wait(2) to apps.
func (e *epoll) sleep(timeout int) (int, syscall.Errno) {
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(e.fd), uintptr(unsafe.Pointer(&e.events)), batch, uintptr(timeout), 0, 0)
	return int(n), errno
}

var one = [8]byte{1} // an eventfd takes 8 bytes that are not all zero

func (e *epoll) wake() { unix.Write(e.woken, one[:]) }

func (e *epoll) close() {
	unix.Close(e.fd)
	unix.Close(e.woken)
}
