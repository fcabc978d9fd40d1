package main

import (
	"net"
	"sync/atomic"

	"golang.org/x/net/dns/dnsmessage"
)

// A nameServer knows one name, and its IPv4 address only.
type nameServer struct {
	conn      net.PacketConn
	questions atomic.Int64
}

func startNames() (*nameServer, error) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	n := &nameServer{conn: conn}
	go n.serve()
	return n, nil
}

func (n *nameServer) port() int  { return n.conn.LocalAddr().(*net.UDPAddr).Port }
func (n *nameServer) asked() int { return int(n.questions.Load()) }
func (n *nameServer) close()     { n.conn.Close() }

func (n *nameServer) serve() {
	packet := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		if reply, err := answer(packet[:size]); err == nil {
			n.questions.Add(1)
			n.conn.WriteTo(reply, from)
		}
	}
}

func answer(packet []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return nil, err
	}
	m.Response, m.Authoritative, m.RecursionAvailable = true, true, true
	m.Answers, m.Authorities, m.Additionals = nil, nil, nil
	for _, q := range m.Questions {
		if q.Name.String() != hostName+"." {
			m.RCode = dnsmessage.RCodeNameError
		} else if q.Type == dnsmessage.TypeA {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60},
				Body:   &dnsmessage.AResource{A: [4]byte(net.ParseIP(gateway).To4())},
			})
		}
	}
	return m.Pack()
}
