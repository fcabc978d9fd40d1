package main

import (
	"errors"
	"math"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// setSocket sets what package blocking leaves to its users, before the socket connects.
func setSocket(fd uintptr, o *options) error {
	if o.userTimeout > 0 {
		most := min(o.userTimeout.Milliseconds(), math.MaxInt32)
		if err := unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(most)); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if o.device != "" {
		if err := unix.BindToDevice(int(fd), o.device); err != nil {
			return errors.New("interface " + strconv.Quote(o.device) + ": " + err.Error())
		}
	}
	return nil
}

// hasDevices says that sockets can be bound to an interface.
const hasDevices = true
