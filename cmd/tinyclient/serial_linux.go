package main

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// hasSerial says that there are serial lines.
const hasSerial = true

// open opens the line and sets it, raw: bytes go through as they are. restore
// sets it as it was before.
func (s serialLine) open() (line *os.File, restore func(), err error) {
	failed := func(err error) error { return &failure{statusLocal, s.path + ": " + cause(err)} }
	// Without waiting for a carrier, and never as the terminal that controls us.
	line, err = os.OpenFile(s.path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, failed(err)
	}
	var before *unix.Termios
	raw, err := line.SyscallConn()
	if err == nil {
		e := raw.Control(func(fd uintptr) {
			if before, err = unix.IoctlGetTermios(int(fd), getTermios); err == nil {
				now := *before
				s.set(&now)
				err = unix.IoctlSetTermios(int(fd), setTermios, &now)
			}
		})
		if err == nil {
			err = e
		}
	}
	if err != nil {
		line.Close()
		return nil, nil, failed(err)
	}
	return line, func() {
		defer line.Close()
		restored := make(chan struct{})
		go func() {
			defer close(restored)
			raw.Control(func(fd uintptr) { unix.IoctlSetTermios(int(fd), drainTermios, before) })
		}()
		select {
		case <-restored:
		case <-time.After(drainTime):
		}
	}, nil
}

// drainTime bounds how long the line may take for what is written, which its own flow
// control may hold up for ever.
const drainTime = 5 * time.Second

// set makes t what termios(3) calls raw, with the wishes of s.
func (s serialLine) set(t *unix.Termios) {
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON | unix.IXOFF | unix.INPCK
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag &^= unix.CSIZE | unix.PARENB | unix.PARODD | unix.CSTOPB | unix.CRTSCTS
	t.Cflag |= unix.CREAD | unix.CLOCAL
	t.Cflag |= [...]uint32{5: unix.CS5, 6: unix.CS6, 7: unix.CS7, 8: unix.CS8}[s.bits]
	if s.stop == 2 {
		t.Cflag |= unix.CSTOPB
	}
	if s.parity != 'n' {
		t.Cflag |= unix.PARENB
		t.Iflag |= unix.INPCK
	}
	if s.parity == 'o' {
		t.Cflag |= unix.PARODD
	}
	if s.rtscts {
		t.Cflag |= unix.CRTSCTS
	}
	if s.xon {
		t.Iflag |= unix.IXON | unix.IXOFF
	}
	if s.baud != 0 { // any number, where the constants of termios(3) are some
		t.Cflag &^= unix.CBAUD | unix.CBAUD<<unix.IBSHIFT
		t.Cflag |= unix.BOTHER | unix.BOTHER<<unix.IBSHIFT
		t.Ispeed, t.Ospeed = s.baud, s.baud
	}
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
}
