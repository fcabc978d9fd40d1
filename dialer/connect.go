package dialer

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
)

// maxHeader bounds all that a proxy may say before the connection is the target's.
const maxHeader = 16 << 10

// askHTTP is the askFunc of HTTP's CONNECT (RFC 9110 section 9.3.6).
func askHTTP(conn net.Conn, to target, l login) error {
	request := "CONNECT " + to.String() + " HTTP/1.1\r\nHost: " + to.String() + "\r\n"
	if l.isSet() {
		request += "Proxy-Authorization: Basic " + encodeBase64(l.user+":"+l.password) + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		return err
	}
	for left := maxHeader; ; {
		header, err := readHeader(conn, left)
		if err != nil {
			return err
		}
		status, text, err := parseStatus(header)
		switch {
		case err != nil:
			return err
		case status/100 == 2:
			return nil // a length of a body, if it is given, means nothing
		case status == 407, status == 401: // of which the second is tinyproxy's for a wrong password
			return l.refused(status)
		case status/100 != 1 || status == 101:
			return refusal{status, errors.New("the proxy answers " + quote(text))}
		}
		left -= len(header) // the real answer is still to come (RFC 9110 section 15.2)
	}
}

// readHeader reads the start of an answer up to its empty line. It reads a byte
// at a time: what comes behind that line is the target's, and so stays in the kernel,
// and conn needs no wrapper, which would cost it its half close and its engine.
func readHeader(conn io.Reader, most int) ([]byte, error) {
	const start = "HTTP/1."
	var header []byte
	for one := make([]byte, 1); len(header) < most; {
		if _, err := io.ReadFull(conn, one); err != nil {
			return nil, err
		}
		header = append(header, one[0])
		if n := min(len(header), len(start)); string(header[:n]) != start[:n] {
			return nil, errors.New("not an HTTP proxy: its answer begins with " + quote(string(header)))
		}
		if bytes.HasSuffix(header, []byte("\n\r\n")) || bytes.HasSuffix(header, []byte("\n\n")) {
			return header, nil
		}
	}
	return nil, errors.New("the header of the proxy's answer is longer than " + strconv.Itoa(maxHeader) + " bytes")
}

// parseStatus reads the first line (RFC 9112 section 4); text is the status with its
// reason.
func parseStatus(header []byte) (status int, text string, err error) {
	line, _, _ := strings.Cut(string(header), "\n")
	line = strings.TrimRight(line, "\r")
	_, text, _ = strings.Cut(line, " ")
	digits, _, _ := strings.Cut(text, " ")
	if status, err = strconv.Atoi(digits); err != nil || len(digits) != 3 || status < 100 {
		return 0, "", errors.New("not an HTTP proxy: its answer begins with " + quote(line))
	}
	return status, text, nil
}
