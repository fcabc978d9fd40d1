package probe

import (
	"io"
	"net"
	"slices"
	"strconv"
	"time"
)

// Receive reads that many bytes from a port on loopback by a bare connection of
// package net, and returns how many nanoseconds that took.
func Receive(port int32, bytes int64) (nanos int64, err error) {
	conn, err := dial(port)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	buf := make([]byte, 32<<10)
	start := time.Now()
	for left := bytes; left > 0; {
		n, err := conn.Read(buf)
		if err != nil {
			return 0, err
		}
		left -= int64(n)
	}
	return time.Since(start).Nanoseconds(), nil
}

// PingPong sends a byte to an echo server on loopback and reads it, again and again,
// by a bare connection, and returns the median of the nanoseconds that a round took.
func PingPong(port, rounds int32) (median int64, err error) {
	conn, err := dial(port)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	times := make([]int64, rounds)
	b := []byte{1}
	for i := range times {
		start := time.Now()
		if _, err := conn.Write(b); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(conn, b); err != nil {
			return 0, err
		}
		times[i] = time.Since(start).Nanoseconds()
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

func dial(port int32) (net.Conn, error) {
	return net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port))))
}
