//go:build 386 || s390x

package blocking

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// canTry says that recvNow costs no more than a system call.
const canTry = true

// The calls of socketcall(2), from linux/net.h. Before Linux 4.3 these
// architectures had no other way to recv(2) and send(2).
const (
	callSend = 9
	callRecv = 10
)

// transferArgs are the arguments of both as socketcall(2) wants them.
type transferArgs struct {
	fd    uintptr
	p     unsafe.Pointer
	n     uintptr
	flags uintptr
}

func newTransferArgs(fd int, p []byte, flags uintptr) transferArgs {
	return transferArgs{uintptr(fd), unsafe.Pointer(unsafe.SliceData(p)), uintptr(len(p)), flags}
}

// recvNow is recv(2) that never waits. So it may go without telling the
// scheduler, which saves a tenth of the whole and more.
func recvNow(fd int, p []byte) (int, syscall.Errno) {
	args := newTransferArgs(fd, p, unix.MSG_DONTWAIT)
	n, _, errno := unix.RawSyscall(unix.SYS_SOCKETCALL, callRecv, uintptr(unsafe.Pointer(&args)), 0)
	return int(n), errno
}

// sendNow is send(2) that never waits.
func sendNow(fd int, p []byte) (int, syscall.Errno) {
	if len(p) > rawPiece {
		return send(fd, p, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
	}
	args := newTransferArgs(fd, p, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
	n, _, errno := unix.RawSyscall(unix.SYS_SOCKETCALL, callSend, uintptr(unsafe.Pointer(&args)), 0)
	return int(n), errno
}

// sendWait is send(2), which waits at most SO_SNDTIMEO.
func sendWait(fd int, p []byte) (int, syscall.Errno) { return send(fd, p, unix.MSG_NOSIGNAL) }

func send(fd int, p []byte, flags uintptr) (int, syscall.Errno) {
	args := newTransferArgs(fd, p, flags)
	n, _, errno := unix.Syscall(unix.SYS_SOCKETCALL, callSend, uintptr(unsafe.Pointer(&args)), 0)
	return int(n), errno
}
