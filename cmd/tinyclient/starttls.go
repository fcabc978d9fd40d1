//go:build !notls

package main

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dialogues are the ways of protocols to ask for TLS.
var dialogues = map[string]func(t *talk, host string) error{
	"smtp": smtp, "imap": imap, "pop3": pop3, "ldap": ldap, "postgres": postgres, "xmpp": xmpp,
}

// setStartTLS reads the name of a dialogue.
func setStartTLS(to *string, value string) error {
	if dialogues[value] == nil {
		return errors.New("say smtp, imap, pop3, ldap, postgres or xmpp")
	}
	*to = value
	return nil
}

// startTLS has a dialogue in clear, at the end of which the server expects TLS.
func startTLS(ctx context.Context, conn net.Conn, protocol, host string) error {
	wake := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	err := dialogues[protocol](&talk{conn}, host)
	if !wake() {
		return context.Cause(ctx)
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the server has hung up")
	}
	return err
}

// A talk reads a byte at a time: what comes behind an answer is TLS's, and what an
// attacker puts there in clear must not be taken for the server's later word.
type talk struct{ conn net.Conn }

func (t *talk) say(text string) error {
	_, err := io.WriteString(t.conn, text)
	return err
}

// longest bounds what a server may say before TLS.
const longest = 16 << 10

// until reads to the first of ends, and returns all with it.
func (t *talk) until(ends ...string) (string, error) {
	var heard []byte
	for one := make([]byte, 1); len(heard) < longest; {
		if _, err := io.ReadFull(t.conn, one); err != nil {
			return "", err
		}
		heard = append(heard, one[0])
		if slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(string(heard), end) }) {
			return string(heard), nil
		}
	}
	return "", errors.New("the server does not come to an end")
}

// line reads a line without its end.
func (t *talk) line() (string, error) {
	text, err := t.until("\n")
	return strings.TrimRight(text, "\r\n"), err
}

// take reads n bytes.
func (t *talk) take(n int) ([]byte, error) {
	data := make([]byte, n)
	_, err := io.ReadFull(t.conn, data)
	return data, err
}

// refusal is what a server has said in place of what it should.
func refusal(said string) error {
	return errors.New("the server says " + strconv.Quote(said[:min(len(said), 100)]))
}

var errNotOffered = errors.New("the server does not offer it")
