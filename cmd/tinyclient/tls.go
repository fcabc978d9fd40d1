//go:build !notls

package main

import (
	"cmp"
	"context"
	"errors"
	"net"
	"os"
	"strings"

	"github.com/threadedtcp/threadedtcp/secure"
)

// tlsLayer returns what makes a connection one of TLS.
func tlsLayer(o *options) (layer, error) {
	clock := newClock(o)
	wishes := secure.Options{
		Pins: o.pins, ServerName: o.serverName, MinVersion: o.tlsMin, InsecureNoVerify: o.insecure,
		Time: clock.now, HandshakeTimeout: -1, // that of the connection bounds it
	}
	if o.alpn != "" {
		wishes.Protocols = strings.Split(o.alpn, ",")
	}
	for _, file := range []struct {
		flag, name string
		to         *[]byte
	}{{"-ca", o.ca, &wishes.Roots}, {"-cert", o.cert, &wishes.Certificate}, {"-key", o.key, &wishes.Key}} {
		if file.name == "" {
			continue
		}
		var err error
		if *file.to, err = contents(file.flag, file.name); err != nil {
			return nil, err
		}
	}
	upgrade, err := wishes.Client()
	if err != nil {
		return nil, usage(optionFlags.Replace(strings.TrimPrefix(err.Error(), secure.ErrOptions.Error()+" ")))
	}
	return func(ctx context.Context, conn net.Conn) (net.Conn, error) {
		if o.starttls != "" {
			if err := startTLS(ctx, conn, o.starttls, cmp.Or(o.serverName, o.host)); err != nil {
				return nil, &stageError{statusTLS, err, "STARTTLS for " + o.starttls + ": " + reason(err)}
			}
		}
		layered, what, err := upgrade.Upgrade(ctx, conn, secure.End{Host: o.host})
		if err != nil {
			return nil, &stageError{statusTLS, err, handshakeText(err)}
		}
		o.journal.tell("secured", text("version", what.Version), text("cipher", what.CipherSuite), text("alpn", what.Protocol), text("clock", clock.from()))
		if !o.insecure {
			clock.save()
		}
		return layered, nil
	}, nil
}

// handshakeText says which flags help, in place of fields of secure.Options.
func handshakeText(err error) string {
	text := err.Error()
	if failed, ok := errors.AsType[*secure.HandshakeError](err); ok {
		// Who it was with is said already.
		text = strings.TrimPrefix(text, "TLS handshake with "+failed.Host+": ")
	}
	return "TLS: " + adviceFlags.Replace(text)
}

// The flags that stand for the options of package secure, in errors of those and in
// the advice of handshakes.
var (
	optionFlags = strings.NewReplacer("Roots:", "-ca:", "Certificate and Key:", "-cert and -key:", "Certificate:", "-cert:", "Key: set Certificate", "-key: give -cert",
		"Pins:", "-pin:", "Protocols:", "-alpn:", "MinVersion:", "-tls-min:")
	adviceFlags = strings.NewReplacer("Options.Roots", "-ca", "set ServerName", "set -servername", "InsecureNoVerify", "-insecure", "set MinVersion", "set -tls-min")
)

// contents reads a file that a flag names.
func contents(flag, name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	switch {
	case err != nil:
		return nil, usage(flag + " " + name + ": " + cause(err))
	case len(data) == 0:
		return nil, usage(flag + " " + name + ": is empty")
	}
	return data, nil
}
