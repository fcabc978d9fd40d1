package dialer_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"golang.org/x/net/dns/dnsmessage"
)

func TestParseNameServer(t *testing.T) {
	for s, want := range map[string]string{
		"192.0.2.1":           "192.0.2.1:53",
		"192.0.2.1:5353":      "192.0.2.1:5353",
		"2001:db8::1":         "[2001:db8::1]:53",
		"[2001:db8::1]":       "[2001:db8::1]:53",
		"[2001:db8::1]:5353":  "[2001:db8::1]:5353",
		"[fe80::1%eth0]:5353": "[fe80::1%eth0]:5353",
	} {
		server, err := dialer.ParseNameServer(s)
		require.NoError(t, err)
		assert.Equal(t, want, server.String())
	}
	for _, s := range []string{"", ":53", "dns.example", "dns.example:53", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2:53", "[::1", "::1]", "[[::1]]"} {
		_, err := dialer.ParseNameServer(s)
		_, named := errors.AsType[*net.AddrError](err)
		assert.True(t, named, "%q: %v", s, err)
	}
}

// nameServer answers each question by UDP and TCP, on one port, with what answer
// makes of it, or not at all.
func nameServer(t testing.TB, answer func(network string, q dnsmessage.Question) *dnsmessage.Message) dialer.NameServer {
	t.Helper()
	reply := func(network string, packet []byte) []byte {
		var m dnsmessage.Message
		if !assert.NoError(t, m.Unpack(packet)) {
			return nil
		}
		a := answer(network, m.Questions[0])
		if a == nil {
			return nil
		}
		a.ID, a.Response, a.Questions = m.ID, true, m.Questions
		packet, err := a.Pack()
		assert.NoError(t, err)
		return packet
	}
	tcp := serve(t, func(conn net.Conn) {
		var size [2]byte
		for {
			if _, err := io.ReadFull(conn, size[:]); err != nil {
				return
			}
			packet := make([]byte, binary.BigEndian.Uint16(size[:]))
			if _, err := io.ReadFull(conn, packet); err != nil {
				return
			}
			packet = reply("tcp", packet)
			conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...))
		}
	})
	udp, err := net.ListenPacket("udp", tcp)
	require.NoError(t, err)
	var loop sync.WaitGroup
	t.Cleanup(func() { udp.Close(); loop.Wait() })
	loop.Go(func() {
		for buf := make([]byte, 2048); ; {
			n, from, err := udp.ReadFrom(buf)
			if err != nil {
				return
			}
			if packet := reply("udp", buf[:n]); packet != nil {
				udp.WriteTo(packet, from)
			}
		}
	})
	return dialer.NameServer(netip.MustParseAddrPort(tcp))
}

// knows answers for one name, with loopback.
func knows(name string) func(string, dnsmessage.Question) *dnsmessage.Message {
	return func(_ string, q dnsmessage.Question) *dnsmessage.Message {
		if q.Name.String() != name+"." {
			return &dnsmessage.Message{Header: dnsmessage.Header{RCode: dnsmessage.RCodeNameError}}
		}
		m := &dnsmessage.Message{}
		if q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60},
				Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			}}
		}
		return m
	}
}

// by is the way of a client that asks server for names.
func by(server dialer.NameServer) dialer.Way {
	return dialer.Way{Dialer: blocking.Dialer{Resolver: server}}
}

func TestNameServer(t *testing.T) {
	leaktest.Check(t)
	address := serve(t, func(conn net.Conn) { io.WriteString(conn, "220 welcome\r\n") })
	port := int(netip.MustParseAddrPort(address).Port())
	server := nameServer(t, knows("server.test"))
	way := by(server)
	conn, err := way.Open(t.Context(), "server.test", port)
	require.NoError(t, err)
	defer conn.Close()
	expectGreeting(t, conn)

	conn, err = way.Open(t.Context(), "other.test", port)
	assert.Nil(t, conn)
	dns, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok, "%v", err)
	assert.True(t, dns.IsNotFound)
	assert.Equal(t, server.String(), dns.Server, "and not that of resolv.conf")
	assert.Equal(t, "dial tcp: lookup other.test on "+server.String()+": no such host", err.Error())
	assert.NotErrorIs(t, err, dialer.ErrNoNameServer)
}

// An answer that is too long for UDP is asked for by TCP, of the same server.
func TestNameServerTCP(t *testing.T) {
	leaktest.Check(t)
	address := serve(t, func(conn net.Conn) { io.WriteString(conn, "220 welcome\r\n") })
	way := by(nameServer(t, func(network string, q dnsmessage.Question) *dnsmessage.Message {
		if network == "udp" {
			return &dnsmessage.Message{Header: dnsmessage.Header{Truncated: true}}
		}
		return knows("server.test")(network, q)
	}))
	_, port, _ := net.SplitHostPort(address)
	conn, err := way.DialContext(t.Context(), "tcp", "server.test:"+port)
	require.NoError(t, err)
	defer conn.Close()
	expectGreeting(t, conn)
}

// The proxy's name is looked up there too, that of its target is not.
func TestNameServerOfProxy(t *testing.T) {
	leaktest.Check(t)
	address := serve(t, saying(t, greeted(well["HTTP"].lines), whole))
	_, port, _ := net.SplitHostPort(address)
	p := proxyAt(t, "http://", "proxy.test:"+port)
	p.Way.Dialer.Resolver = nameServer(t, knows("proxy.test"))
	conn, err := p.DialContext(t.Context(), "tcp", server)
	require.NoError(t, err)
	defer conn.Close()
	expectGreeting(t, conn)
}

// Nobody listens there.
func TestNameServerRefuses(t *testing.T) {
	leaktest.Check(t)
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	udp.Close()
	server := dialer.NameServer(netip.MustParseAddrPort(udp.LocalAddr().String()))
	_, err = by(server).Open(t.Context(), "server.test", 25)
	dns, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, server.String(), dns.Server)
	assert.False(t, dns.IsNotFound)
	assert.NotErrorIs(t, err, dialer.ErrNoNameServer)
}

// A name server that is silent holds nothing up: neither the dial, nor, which is
// leaktest's to find, a goroutine of package net.
func TestNameServerSilence(t *testing.T) {
	leaktest.Check(t)
	asked := make(chan struct{}, 64)
	way := by(nameServer(t, func(string, dnsmessage.Question) *dnsmessage.Message {
		select {
		case asked <- struct{}{}:
		default:
		}
		return nil
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	_, err := way.Open(ctx, "server.test", 25)
	assert.ErrorContains(t, err, "lookup server.test")
	assert.NotErrorIs(t, err, axon.ErrTimeout)

	way.Timeout = 1
	_, err = way.Open(t.Context(), "server.test", 25)
	assert.ErrorIs(t, err, axon.ErrTimeout)
	assert.True(t, strings.HasPrefix(err.Error(), "timeout after 1ns: "), "%v", err)
}
