//go:build !linux

package main

// setSocket leaves the socket as it is: the user timeout is Linux's.
func setSocket(uintptr, *options) error { return nil }

// hasDevices says that sockets cannot be bound to an interface.
const hasDevices = false
