package main

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/threadedtcp/threadedtcp/dialer"
)

// setNetwork reads a flag that chooses one.
func setNetwork(to *string, value, network string) error {
	on := false
	err := setToggle(&on, value)
	if on {
		*to = network
	}
	return err
}

// setAddress reads an IP address.
func setAddress(to *string, value string) error {
	if _, err := netip.ParseAddr(value); err != nil {
		return errors.New("say an IP address of this machine")
	}
	*to = value
	return nil
}

// setDevice reads the name of a network interface.
func setDevice(to *string, value string) error {
	if !hasDevices {
		return errors.New("this system has no such option of sockets")
	}
	if value == "" || len(value) > 15 {
		return errors.New("say a name such as eth0")
	}
	*to = value
	return nil
}

// setKeepAlive reads IDLE,INTERVAL,COUNT or off.
func (o *options) setKeepAlive(value string) error {
	if o.noKeepAlive = value == "off"; o.noKeepAlive {
		return nil
	}
	k := net.KeepAliveConfig{Enable: true}
	parts := strings.Split(value, ",")
	if len(parts) != 3 || setTime(&k.Idle, parts[0]) != nil || setTime(&k.Interval, parts[1]) != nil ||
		setNumber(&k.Count, parts[2], 1, 127) != nil || min(k.Idle, k.Interval) < time.Second || max(k.Idle, k.Interval) > 32767*time.Second {
		return errors.New("say IDLE,INTERVAL,COUNT such as 30,10,3, or off")
	}
	o.keepAlive = k
	return nil
}

func (o *options) setNameServer(value string) error {
	server, err := dialer.ParseNameServer(value)
	if err != nil {
		return errors.New("say an IP address, with a port if it is not 53")
	}
	o.nameServer = server
	return nil
}

func (o *options) setProxy(value string) error {
	_, err := dialer.NewProxy(value)
	o.proxy = value
	return err
}
