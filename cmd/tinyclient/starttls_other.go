//go:build !notls

package main

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// ldap is the extended operation of RFC 4511 section 4.14.
func ldap(t *talk, _ string) error {
	const request = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16" + "1.3.6.1.4.1.1466.20037"
	if err := t.say(request); err != nil {
		return err
	}
	body, err := t.element(0x30)
	if err != nil {
		return err
	}
	// The message's number, 1, and the answer to an extended operation with its result.
	number, rest, found := bytes.Cut(body, []byte{0x78})
	if !found || !bytes.Equal(number, []byte{2, 1, 1}) || len(rest) < 4 {
		return errors.New("the server does not answer in LDAP")
	}
	if at := bytes.Index(rest, []byte{0x0a, 1}); at < 0 || at+2 >= len(rest) || rest[at+2] != 0 {
		return errors.New("the server refuses: " + printable(rest))
	}
	return nil
}

// element reads an element of BER, and returns what is in it.
func (t *talk) element(tag byte) ([]byte, error) {
	head, err := t.take(2)
	if err != nil {
		return nil, err
	}
	size := int(head[1])
	if size > 0x80 {
		long, err := t.take(size - 0x80)
		if err != nil {
			return nil, err
		}
		size = 0
		for _, b := range long {
			size = min(size<<8|int(b), longest+1)
		}
	}
	if head[0] != tag || size == 0x80 || size > longest {
		return nil, errors.New("the server does not answer in LDAP")
	}
	return t.take(size)
}

// printable is the text in what a server has sent.
func printable(p []byte) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, string(p)))
}

// postgres is the SSLRequest of its protocol.
func postgres(t *talk, _ string) error {
	if err := t.say("\x00\x00\x00\x08\x04\xd2\x16\x2f"); err != nil {
		return err
	}
	answer, err := t.take(1)
	switch {
	case err != nil:
		return err
	case answer[0] == 'N':
		return errNotOffered
	case answer[0] != 'S':
		return refusal(string(answer))
	}
	return nil
}

// xmpp is RFC 6120 section 5.4.
func xmpp(t *talk, host string) error {
	if strings.ContainsAny(host, `<>&'"`) {
		return errors.New("no name of a server: " + strconv.Quote(host))
	}
	err := t.say("<?xml version='1.0'?><stream:stream to='" + host +
		"' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")
	if err != nil {
		return err
	}
	features, err := t.until("</stream:features>", "<stream:features/>", "</stream:stream>")
	switch {
	case err != nil:
		return err
	case !strings.Contains(features, "urn:ietf:params:xml:ns:xmpp-tls"):
		return errNotOffered
	}
	if err := t.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"); err != nil {
		return err
	}
	answer, err := t.until(">")
	if err == nil && !strings.HasPrefix(answer, "<proceed") {
		err = refusal(answer)
	}
	return err
}
