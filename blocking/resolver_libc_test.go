//go:build cgo && linux && !android && getaddrinfo

package blocking

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// What the C library says, and package net, which asks it too where it is told to.
func TestLookup(t *testing.T) {
	leaktest.Check(t)
	require.IsType(t, libc{}, systemResolver())
	for _, c := range []struct{ network, host string }{
		{"ip", "localhost"},
		{"ip4", "localhost"},
		{"ip", "127.0.0.1"},
		{"ip6", "::1"},
		{"ip6", "127.0.0.1"},
		{"ip", "with\x00nul"},
		{"ip", strings.Repeat("long", 20)}, // too long to ask anybody
	} {
		ips, err := libc{}.LookupNetIP(t.Context(), c.network, c.host)
		want, failed := net.DefaultResolver.LookupNetIP(t.Context(), c.network, c.host)
		if failed != nil {
			requireNotFound(t, err, c.host)
			continue
		}
		require.NoError(t, err, c.host)
		require.ElementsMatch(t, unmapped(want), unmapped(ips), c.host)
	}

	ips, err := libc{}.LookupNetIP(t.Context(), "ip6", "fe80::1%lo")
	require.NoError(t, err)
	require.Equal(t, interfaceIndex("lo"), zoneID(ips[0].Zone()), "package net forgets it")
}

// unmapped are addresses as they are compared: without repetition, in one form.
func unmapped(ips []netip.Addr) (all []string) {
	seen := map[string]bool{}
	for _, ip := range ips {
		if text := ip.Unmap().String(); !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	return all
}

func requireNotFound(t *testing.T, err error, name string) {
	t.Helper()
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns, name)
	require.Equal(t, name, dns.Name)
	require.False(t, dns.IsTimeout)
}

func TestLookupPort(t *testing.T) {
	leaktest.Check(t)
	port, err := libc{}.LookupPort(t.Context(), "tcp", "https")
	if _, missing := os.Stat("/etc/services"); missing == nil {
		require.NoError(t, err)
		require.Equal(t, 443, port)
	} else { // glibc knows no more
		requireNotFound(t, err, "tcp/https")
	}
	_, err = libc{}.LookupPort(t.Context(), "tcp", "nobody")
	requireNotFound(t, err, "tcp/nobody")
	require.ErrorContains(t, err, "unknown port")
}

func TestLookupEndsWithItsContext(t *testing.T) {
	leaktest.Check(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := libc{}.LookupNetIP(ctx, "ip", "localhost")
	require.ErrorIs(t, err, context.Canceled)

	// Nobody else gets in, so that the wait is for that.
	for range cap(lookups) {
		lookups <- struct{}{}
	}
	ctx, cancel = context.WithTimeout(t.Context(), nap)
	defer cancel()
	_, err = libc{}.LookupNetIP(ctx, "ip", "localhost")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns)
	require.True(t, dns.IsTimeout)
	for range cap(lookups) {
		<-lookups
	}
	_, err = libc{}.LookupNetIP(t.Context(), "ip", "localhost")
	require.NoError(t, err)
}
