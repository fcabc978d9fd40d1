package main

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal returns a new pseudoterminal: its end for us, and the path of the line.
func terminal(t *testing.T) (master *os.File, path string) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { master.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	return master, "/dev/pts/" + strconv.Itoa(n)
}

// TestAnySpeed asks the kernel, because stty(1) knows only the speeds of old.
func TestAnySpeed(t *testing.T) {
	master, path := terminal(t)
	for spec, want := range map[string]uint32{",115200": 115200, ",31250,7e2": 31250, ",rtscts,50": 50} {
		var s serialLine
		require.NoError(t, setSerial(&s, path+spec))
		line, restore, err := s.open()
		require.NoError(t, err)
		got, err := unix.IoctlGetTermios(int(line.Fd()), getTermios)
		require.NoError(t, err)
		require.Equal(t, want, got.Ospeed)
		require.Equal(t, want, got.Ispeed)
		require.Zero(t, got.Lflag&(unix.ICANON|unix.ECHO))
		restore()
		got, err = unix.IoctlGetTermios(int(master.Fd()), getTermios)
		require.NoError(t, err)
		require.NotZero(t, got.Lflag&unix.ICANON, "as it was before")
	}
}

func TestSerialLines(t *testing.T) {
	var s serialLine
	require.NoError(t, setSerial(&s, "/dev/ttyS0"))
	require.Equal(t, serialLine{path: "/dev/ttyS0", bits: 8, parity: 'n', stop: 1}, s)
	require.NoError(t, setSerial(&s, "x,9600,7O2,xonxoff"))
	require.Equal(t, serialLine{path: "x", baud: 9600, bits: 7, parity: 'o', stop: 2, xon: true}, s)
	for _, wrong := range []string{"", ",9600", "x,", "x,9N1", "x,8N3", "x,8X1", "x,49", "x,99999999", "x,-1", "x,9600 "} {
		require.Error(t, setSerial(&s, wrong), wrong)
	}
}

// TestFrame looks at what a pseudoterminal would not keep: it has 8 bits and no parity.
func TestFrame(t *testing.T) {
	var s serialLine
	require.NoError(t, setSerial(&s, "x,7e2,rtscts"))
	termios := unix.Termios{Cflag: unix.CS8 | unix.PARODD, Iflag: unix.ICRNL}
	s.set(&termios)
	require.Equal(t, uint32(unix.CS7|unix.PARENB|unix.CSTOPB|unix.CRTSCTS|unix.CREAD|unix.CLOCAL), termios.Cflag)
	require.EqualValues(t, unix.INPCK, termios.Iflag)
	require.NoError(t, setSerial(&s, "x,5o1,xonxoff"))
	s.set(&termios)
	require.Equal(t, uint32(unix.CS5|unix.PARENB|unix.PARODD|unix.CREAD|unix.CLOCAL), termios.Cflag)
	require.EqualValues(t, unix.INPCK|unix.IXON|unix.IXOFF, termios.Iflag)
}
