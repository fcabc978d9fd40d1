//go:build !notls

package main

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// speak has a dialogue with a server that says its lines, each after what it wants to
// hear, a byte at a time, and hangs up.
func speak(t *testing.T, protocol string, lines ...string) error {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	done := make(chan bool)
	go func() {
		defer close(done)
		defer far.Close()
		for i, line := range lines {
			if i%2 == 1 {
				heard := make([]byte, len(line))
				if _, err := io.ReadFull(far, heard); err != nil || string(heard) != line {
					return
				}
				continue
			}
			for _, b := range []byte(line) {
				if _, err := far.Write([]byte{b}); err != nil {
					return
				}
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := startTLS(ctx, near, protocol, "host")
	near.Close()
	<-done
	return err
}

const (
	ldapRequest = "0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037"
	pgRequest   = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	xmppOpen    = "<?xml version='1.0'?><stream:stream to='host' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
	xmppOffer   = "<stream:stream><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
	xmppAsk     = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
)

func TestDialogues(t *testing.T) {
	leaktest.Check(t)
	for _, test := range []struct {
		protocol string
		lines    []string
		err      string // "" for success
	}{
		{"smtp", []string{"220-a\r\n220 b\r\n", "EHLO localhost\r\n", "250-x\r\n250-starttls\r\n250 y\r\n", "STARTTLS\r\n", "220 go\r\n"}, ""},
		{"smtp", []string{"220 b\n", "EHLO localhost\r\n", "250 x\n"}, "does not offer"},
		{"smtp", []string{"554 no\r\n"}, `"554 no"`},
		{"smtp", []string{"220 b\r\n", "EHLO localhost\r\n", "250\r\n"}, "does not offer"},
		{"smtp", []string{"220 b\r\n", "EHLO localhost\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "454 later\r\n"}, `"454 later"`},
		{"smtp", []string{"220 b\r\n", "EHLO localhost\r\n", "250-STARTTLS\r\n"}, "hung up"},
		{"imap", []string{"* OK x\r\n", "tls STARTTLS\r\n", "* CAPABILITY\r\ntls OK\r\n"}, ""},
		{"imap", []string{"* BYE\r\n"}, `"* BYE"`},
		{"imap", []string{"* OK\r\n", "tls STARTTLS\r\n", "tls BAD\r\n"}, `"tls BAD"`},
		{"pop3", []string{"+OK\r\n", "STLS\r\n", "+OK\r\n"}, ""},
		{"pop3", []string{"+OK\r\n", "STLS\r\n", "-ERR\r\n"}, `"-ERR"`},
		{"ldap", []string{"", ldapRequest, "0\x0c\x02\x01\x01x\x07\x0a\x01\x00\x04\x00\x04\x00"}, ""},
		{"ldap", []string{"", ldapRequest, "0\x81\x0c\x02\x01\x01x\x07\x0a\x01\x00\x04\x00\x04\x00"}, ""},
		{"ldap", []string{"", ldapRequest, "0\x0e\x02\x01\x01x\x09\x0a\x01\x02\x04\x00\x04\x02no"}, "refuses: "},
		{"ldap", []string{"", ldapRequest, "0\x0c\x02\x01\x02x\x07\x0a\x01\x00\x04\x00\x04\x00"}, "does not answer in LDAP"},
		{"ldap", []string{"", ldapRequest, "0\x84\xff\xff\xff\xff"}, "does not answer in LDAP"},
		{"ldap", []string{"", ldapRequest, "HTTP/1.0"}, "does not answer in LDAP"},
		{"postgres", []string{"", pgRequest, "S"}, ""},
		{"postgres", []string{"", pgRequest, "N"}, "does not offer"},
		{"postgres", []string{"", pgRequest, "E"}, `"E"`},
		{"xmpp", []string{"", xmppOpen, xmppOffer, xmppAsk, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"}, ""},
		{"xmpp", []string{"", xmppOpen, xmppOffer, xmppAsk, "<failure/>"}, "<failure/>"},
		{"xmpp", []string{"", xmppOpen, "<stream:stream><stream:features/>"}, "does not offer"},
		{"xmpp", []string{"", xmppOpen, "<stream:stream></stream:stream>"}, "does not offer"},
		{"pop3", []string{strings.Repeat("x", longest+1)}, "does not come to an end"},
		{"imap", nil, "hung up"},
	} {
		err := speak(t, test.protocol, test.lines...)
		if test.err == "" {
			require.NoError(t, err, test.lines)
		} else {
			require.ErrorContains(t, err, test.err, "%q", test.lines)
		}
	}
}

// TestDialogueEndsInTime has a server that says nothing.
func TestDialogueEndsInTime(t *testing.T) {
	leaktest.Check(t)
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(io.ErrNoProgress)
	require.ErrorIs(t, startTLS(ctx, near, "imap", ""), io.ErrNoProgress)
}
