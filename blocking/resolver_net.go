//go:build !cgo || !(android || (linux && getaddrinfo))

package blocking

import "net"

// systemResolver looks up names as package net does.
func systemResolver() Resolver { return net.DefaultResolver }

// interfaceIndex returns the number of a network interface, or 0.
func interfaceIndex(name string) uint32 {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return 0
	}
	return uint32(i.Index)
}

// interfaceName returns the name of a network interface, or "".
func interfaceName(index uint32) string {
	i, err := net.InterfaceByIndex(int(index))
	if err != nil {
		return ""
	}
	return i.Name
}
