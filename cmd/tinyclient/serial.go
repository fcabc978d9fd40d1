package main

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
)

// A serialLine says which serial line stands in the place of standard input and output,
// and how it is set.
type serialLine struct {
	path        string
	baud        uint32 // 0 leaves it as it is
	bits, stop  int
	parity      byte // n, e or o
	rtscts, xon bool
}

// setSerial reads DEVICE[,BAUD[,8N1]][,rtscts|xonxoff].
func setSerial(to *serialLine, value string) error {
	wrong := errors.New("say DEVICE, then BAUD, 8N1 and rtscts or xonxoff if needed: /dev/ttyS0,9600,8N1")
	if !hasSerial {
		return errors.New("serial lines are for Linux")
	}
	words := strings.Split(value, ",")
	s := serialLine{path: words[0], bits: 8, parity: 'n', stop: 1}
	if s.path == "" {
		return wrong
	}
	for _, word := range words[1:] {
		baud, err := strconv.ParseUint(word, 10, 32)
		switch {
		case word == "rtscts":
			s.rtscts = true
		case word == "xonxoff":
			s.xon = true
		case err == nil && baud >= 50 && baud <= 10_000_000:
			s.baud = uint32(baud)
		case !s.setFrame(strings.ToLower(word)):
			return wrong
		}
	}
	*to = s
	return nil
}

// setFrame reads bits, parity and stop bits such as 8n1.
func (s *serialLine) setFrame(word string) bool {
	if len(word) != 3 || word[0] < '5' || word[0] > '8' || !strings.Contains("neo", word[1:2]) || word[2] != '1' && word[2] != '2' {
		return false
	}
	s.bits, s.parity, s.stop = int(word[0]-'0'), word[1], int(word[2]-'0')
	return true
}

// A bridge reads a serial line, whose end is a failure: the device is gone.
type bridge struct{ *os.File }

func (b bridge) Read(p []byte) (int, error) {
	n, err := b.File.Read(p)
	if err == io.EOF {
		err = errors.New("has hung up")
	}
	return n, err
}
