//go:build cgo && (android || (linux && getaddrinfo))

package blocking

/*
#cgo CFLAGS: -D_GNU_SOURCE
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
*/
import "C"

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

// systemResolver asks the C library. Package net would do so on Android, too, and
// have beside it a resolver of its own that never runs there, and a dialer for that:
// a tenth of an app's library. Nor may an app ask the kernel for its interfaces by
// netlink, as package net does.
//
// Build tag getaddrinfo has Linux do the same, where it can be tested.
func systemResolver() Resolver { return libc{} }

type libc struct{}

func (libc) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	family := map[string]C.int{"ip4": C.AF_INET, "ip6": C.AF_INET6}[network] // or AF_UNSPEC
	found, err := lookup(ctx, host, host, "", family)
	ips := make([]netip.Addr, len(found))
	for i, address := range found {
		ips[i] = address.Addr()
	}
	return ips, err
}

func (libc) LookupPort(ctx context.Context, network, service string) (int, error) {
	found, err := lookup(ctx, network+"/"+service, "", service, C.AF_UNSPEC)
	if err != nil {
		return 0, err
	}
	return int(found[0].Port()), nil
}

// lookups bounds the threads that wait for a name server.
var lookups = make(chan struct{}, 100)

// lookup does what name describes. Nothing can stop getaddrinfo, so when ctx ends first
// it is left to finish by itself.
func lookup(ctx context.Context, name, host, service string, family C.int) ([]netip.AddrPort, error) {
	if ctx.Err() != nil {
		return nil, given(ctx, name)
	}
	select {
	case lookups <- struct{}{}:
	case <-ctx.Done():
		return nil, given(ctx, name)
	}
	var found []netip.AddrPort
	var err error
	done := make(chan struct{})
	go func() {
		found, err = getaddrinfo(name, host, service, family)
		<-lookups
		close(done)
	}()
	select {
	case <-done:
		return found, err
	case <-ctx.Done():
		return nil, given(ctx, name)
	}
}

// given is the error of a lookup that was given up.
func given(ctx context.Context, name string) error {
	err := ctx.Err()
	return &net.DNSError{UnwrapErr: err, Err: err.Error(), Name: name, IsTimeout: errors.Is(err, context.DeadlineExceeded)}
}

// getaddrinfo is getaddrinfo(3) for stream sockets. It finds at least one address, or
// fails.
func getaddrinfo(name, host, service string, family C.int) ([]netip.AddrPort, error) {
	if strings.ContainsRune(host+service, 0) {
		return nil, notFound(name, service)
	}
	var node, port *C.char // nil says that it is not asked for
	if host != "" {
		node = C.CString(host)
		defer C.free(unsafe.Pointer(node))
	}
	if service != "" {
		port = C.CString(service)
		defer C.free(unsafe.Pointer(port))
	}
	hints := C.struct_addrinfo{ai_family: family, ai_socktype: C.SOCK_STREAM}
	var list *C.struct_addrinfo
	code, errno := C.getaddrinfo(node, port, &hints, &list)
	switch {
	case code == 0:
	case code == C.EAI_SYSTEM && errno != nil: // glibc may not say which
		return nil, &net.DNSError{UnwrapErr: errno, Err: errno.Error(), Name: name}
	case code == C.EAI_NONAME || code == C.EAI_NODATA || code == C.EAI_SERVICE:
		return nil, notFound(name, service)
	default:
		text := C.GoString(C.gai_strerror(code))
		return nil, &net.DNSError{Err: text, Name: name, IsTemporary: code == C.EAI_AGAIN}
	}
	defer C.freeaddrinfo(list)
	var found []netip.AddrPort
	for one := list; one != nil; one = one.ai_next {
		if address := addrPort(one.ai_addr); address.IsValid() {
			found = append(found, address)
		}
	}
	if len(found) == 0 {
		return nil, notFound(name, service)
	}
	return found, nil
}

func notFound(name, service string) error {
	text := "no such host"
	if service != "" {
		text = "unknown port"
	}
	return &net.DNSError{Err: text, Name: name, IsNotFound: true}
}

// addrPort is the zero value for what is neither IPv4 nor IPv6.
func addrPort(address *C.struct_sockaddr) netip.AddrPort {
	switch address.sa_family {
	case C.AF_INET:
		a := (*syscall.RawSockaddrInet4)(unsafe.Pointer(address))
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), hostOrder(&a.Port))
	case C.AF_INET6:
		a := (*syscall.RawSockaddrInet6)(unsafe.Pointer(address))
		ip := netip.AddrFrom16(a.Addr)
		if a.Scope_id != 0 {
			ip = ip.WithZone(strconv.FormatUint(uint64(a.Scope_id), 10))
		}
		return netip.AddrPortFrom(ip, hostOrder(&a.Port))
	}
	return netip.AddrPort{}
}

// hostOrder reads a number that lies in the order of the network.
func hostOrder(n *uint16) uint16 {
	b := (*[2]byte)(unsafe.Pointer(n))
	return uint16(b[0])<<8 | uint16(b[1])
}

func interfaceIndex(name string) uint32 {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return uint32(C.if_nametoindex(text))
}

func interfaceName(index uint32) string {
	var name [C.IF_NAMESIZE]C.char
	if C.if_indextoname(C.uint(index), &name[0]) == nil {
		return ""
	}
	return C.GoString(&name[0])
}
