//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestSockaddrKeepsAddress(t *testing.T) {
	for _, addr := range []net.Addr{
		&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1).To4(), Port: 80},
		&net.TCPAddr{IP: net.IPv6loopback, Port: 65535},
		&net.TCPAddr{IP: net.ParseIP("fe80::1"), Port: 1, Zone: "4000000000"}, // no such interface
		&net.UnixAddr{Name: "/tmp/s", Net: "unix"},
	} {
		_, sa, err := sockaddr(addr)
		require.NoError(t, err)
		require.Equal(t, addr, netAddr(sa))
	}
	_, _, err := sockaddr(&net.UDPAddr{})
	require.ErrorContains(t, err, "not an address of a stream socket")
	_, err = localSockaddr(unix.AF_INET, &net.TCPAddr{IP: net.IPv6loopback})
	require.ErrorContains(t, err, "another family")
}

func TestZonesOfInterfaces(t *testing.T) {
	interfaces, err := net.Interfaces()
	if err != nil {
		leaktest.Missing(t, "interfaces:", err)
	}
	for _, i := range interfaces {
		require.Equal(t, uint32(i.Index), zoneID(i.Name))
		require.Equal(t, i.Name, zoneName(uint32(i.Index)))
	}
	require.Zero(t, zoneID(""))
	require.Empty(t, zoneName(0))
}

func TestStackSize(t *testing.T) {
	require.Positive(t, stackSize())
	require.LessOrEqual(t, int64(stackSize()), int64(addressSpace))
}
