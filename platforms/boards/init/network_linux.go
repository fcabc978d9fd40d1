package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// The network that QEMU makes for one machine: its gateway is the host's loopback.
var (
	own     = []byte{10, 0, 2, 15}
	netmask = []byte{255, 255, 255, 0}
	gateway = "10.0.2.2"
)

// network gives the loopback and the one interface of the board their addresses,
// and puts a relay before the name server, for resolv.conf cannot name its port.
func network() error {
	if err := up("lo", []byte{127, 0, 0, 1}, []byte{255, 0, 0, 0}); err != nil {
		return err
	}
	name, err := findInterface(time.Minute)
	if err != nil {
		return err
	}
	if err := up(name, own, netmask); err != nil {
		return err
	}
	port, err := os.ReadFile("/nameserver")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return relay("127.0.0.1:53", net.JoinHostPort(gateway, string(port)))
}

// findInterface waits until the driver has found the hardware.
func findInterface(limit time.Duration) (string, error) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		entries, err := os.ReadDir("/sys/class/net")
		if err != nil {
			return "", err
		}
		for _, entry := range entries {
			if entry.Name() != "lo" {
				return entry.Name(), nil
			}
		}
	}
	return "", fmt.Errorf("no network interface after %v", limit)
}

func up(name string, address, netmask []byte) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for _, change := range []struct {
		what    string
		request uint
		set     func(*unix.Ifreq) error
	}{
		{"address", unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(address) }},
		{"netmask", unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr(netmask) }},
		{"flags", unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error { r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil }},
	} {
		r, err := unix.NewIfreq(name)
		if err == nil {
			err = change.set(r)
		}
		if err == nil {
			err = unix.IoctlIfreq(fd, change.request, r)
		}
		if err != nil {
			return fmt.Errorf("%s of %s: %w", change.what, name, err)
		}
	}
	return nil
}

// relay carries datagrams from at to server and the answers back, as a router's
// name server does.
func relay(at, server string) error {
	front, err := net.ListenPacket("udp", at)
	if err != nil {
		return err
	}
	go func() {
		for {
			question := make([]byte, 1500)
			n, from, err := front.ReadFrom(question)
			if err != nil {
				fmt.Println("relay:", err)
				return
			}
			go ask(front, from, server, question[:n])
		}
	}()
	return nil
}

func ask(front net.PacketConn, from net.Addr, server string, question []byte) {
	back, err := net.DialTimeout("udp", server, time.Second)
	if err != nil {
		return
	}
	defer back.Close()
	answer := make([]byte, 1500)
	back.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := back.Write(question); err != nil {
		return
	}
	if n, err := back.Read(answer); err == nil {
		front.WriteTo(answer[:n], from)
	}
}
