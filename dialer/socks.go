package dialer

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
)

// Of RFC 1928 sections 3, 4 and 5, and RFC 1929.
const (
	socksVersion = 5
	loginVersion = 1

	noLogin      = 0
	byPassword   = 2
	noAcceptable = 0xff

	socksConnect = 1

	addressIPv4 = 1
	addressName = 3
	addressIPv6 = 4
)

// socksReplies are the texts of RFC 1928 section 6.
var socksReplies = [...]string{
	1: "general SOCKS server failure",
	2: "connection not allowed by ruleset",
	3: "network unreachable",
	4: "host unreachable",
	5: "connection refused",
	6: "TTL expired",
	7: "command not supported",
	8: "address type not supported",
}

// askSOCKS is the askFunc of SOCKS 5. It reads exactly what is announced.
func askSOCKS(conn net.Conn, to target, l login) error {
	method, err := chooseMethod(conn, l)
	if err == nil && method == byPassword {
		err = logIn(conn, l)
	}
	if err != nil {
		return err
	}
	if _, err := conn.Write(socksRequest(to)); err != nil {
		return err
	}
	var head [4]byte // version, reply, reserved, type of the address
	if err := readSOCKS(conn, head[:2]); err != nil {
		return err
	}
	if reply := int(head[1]); reply != 0 {
		text := "unknown reply"
		if reply < len(socksReplies) {
			text = socksReplies[reply]
		}
		return refusal{reply, errors.New(text + " (SOCKS reply " + strconv.Itoa(reply) + ")")}
	}
	if _, err := io.ReadFull(conn, head[2:]); err != nil {
		return err
	}
	return skipAddress(conn, head[3])
}

// chooseMethod lets the proxy choose how to log in: not at all, or by l if that is set.
func chooseMethod(conn net.Conn, l login) (method byte, err error) {
	offer := []byte{socksVersion, 1, noLogin}
	if l.isSet() {
		offer = []byte{socksVersion, 2, noLogin, byPassword}
	}
	if _, err := conn.Write(offer); err != nil {
		return 0, err
	}
	var choice [2]byte
	if err := readSOCKS(conn, choice[:]); err != nil {
		return 0, err
	}
	switch method := choice[1]; {
	case method == noAcceptable:
		return 0, l.refused(0)
	case method == noLogin, method == byPassword && l.isSet():
		return method, nil
	default:
		return 0, errors.New("the proxy chooses method " + strconv.Itoa(int(method)) + ", which it was not offered")
	}
}

// logIn is RFC 1929. The version of the answer is not looked at: some send 5 for it.
func logIn(conn net.Conn, l login) error {
	m := append([]byte{loginVersion, byte(len(l.user))}, l.user...)
	m = append(append(m, byte(len(l.password))), l.password...)
	if _, err := conn.Write(m); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return err
	}
	if answer[1] != 0 {
		return l.refused(0)
	}
	return nil
}

func socksRequest(to target) []byte {
	m := []byte{socksVersion, socksConnect, 0}
	switch {
	case to.ip.Is4():
		m = append(append(m, addressIPv4), to.ip.AsSlice()...)
	case to.ip.Is6():
		m = append(append(m, addressIPv6), to.ip.AsSlice()...)
	default:
		m = append(append(m, addressName, byte(len(to.name))), to.name...)
	}
	return binary.BigEndian.AppendUint16(m, to.port)
}

// readSOCKS reads the start of an answer, whose first byte is the version.
func readSOCKS(conn net.Conn, p []byte) error {
	if _, err := io.ReadFull(conn, p[:1]); err != nil {
		return err
	}
	if p[0] != socksVersion {
		return errors.New("not a SOCKS 5 proxy: its answer begins with byte 0x" + hex(p[0]) + " (" + quote(string(p[:1])) + ")")
	}
	_, err := io.ReadFull(conn, p[1:])
	return err
}

// skipAddress reads the address that the proxy has connected from, and its port.
func skipAddress(conn net.Conn, kind byte) error {
	var buf [255 + 2]byte
	n := 0
	switch kind {
	case addressIPv4:
		n = net.IPv4len
	case addressIPv6:
		n = net.IPv6len
	case addressName:
		if _, err := io.ReadFull(conn, buf[:1]); err != nil {
			return err
		}
		n = int(buf[0])
	default:
		return errors.New("the proxy answers with an address of unknown type " + strconv.Itoa(int(kind)))
	}
	_, err := io.ReadFull(conn, buf[:n+2])
	return err
}

func hex(b byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[b>>4], digits[b&15]})
}
