package mobile

import (
	"strings"
)

// Config says where to connect and how.
//
// It is set up by one thread, and copied by who takes it: later changes have no
// effect on that. Numbers below 0 are taken for 0 unless the text says otherwise.
type Config struct{ set settings }

// NewConfig returns a Config for a port of a host, by name or address, with neither
// TLS nor retries. The error's code is CodeInvalidArgument when either makes no sense.
func NewConfig(host string, port int32) (cfg *Config, err error) {
	defer rescue(&err)
	if host == "" || strings.ContainsAny(host, " \t\r\n/\x00") {
		return nil, invalid("NewConfig", "it needs a host by name or address")
	}
	if port < 1 || port > 65535 {
		return nil, invalid("NewConfig", "the port must be from 1 to 65535")
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		host, _ = strings.CutSuffix(inner, "]")
	}
	return &Config{settings{host: host, port: int(port)}}, nil
}

// SetInitialMessage sets what every connection begins with, those that a
// [RetryPolicy] makes included. It is not part of the send queue.
func (c *Config) SetInitialMessage(data []byte) {
	defer survive()
	c.set.initial = append([]byte(nil), data...)
}

// SetTLS secures every connection before anything is sent, the initial message
// included. null means no TLS.
func (c *Config) SetTLS(options *TLSOptions) {
	defer survive()
	c.set.startTLS, c.set.reply = false, nil
	c.set.tls = options.copied()
}

// SetTLSAfterReply secures every connection in mid-stream: the initial message goes
// out in clear, and when what the peer sends has come to the bytes of reply, the
// handshake begins. Messages wait for it; what the peer has said in clear is
// data as ever. The reply must come within the handshake's timeout, and within
// 64 KiB (CodeFrameTooLarge).
//
// That is STARTTLS for protocols in which a client may ask at once. In others the
// app calls [Client.MakeSecure], anew for each connection. The error's code is
// CodeInvalidArgument without options or reply.
func (c *Config) SetTLSAfterReply(options *TLSOptions, reply []byte) (err error) {
	defer rescue(&err)
	if c == nil || options == nil || len(reply) == 0 {
		return invalid("SetTLSAfterReply", "it needs options and a reply")
	}
	c.set.startTLS, c.set.reply = true, append([]byte(nil), reply...)
	c.set.tls = options.copied()
	return nil
}

// SetRetry makes a client connect again when its connection ends. null means that
// it does not.
func (c *Config) SetRetry(retry *RetryPolicy) {
	defer survive()
	c.set.retry = retry.copied()
}

// SetNoDelay sends small messages at once (on, as it is at first), or lets the
// system join them.
func (c *Config) SetNoDelay(on bool) {
	defer survive()
	c.set.nagle = !on
}

// SetCloseInBackground makes [Client.EnterBackground] close the connection, for the
// next one to be made in the foreground. It needs a [RetryPolicy]; without one, and
// at first, the connection is kept.
func (c *Config) SetCloseInBackground(on bool) {
	defer survive()
	c.set.background = on
}

// SetLogger sets who receives log lines.
func (c *Config) SetLogger(logger Logger) {
	defer survive()
	c.set.logger = logger
}

// settings returns a copy for op, of a Config that was made by NewConfig.
func (c *Config) settings(op string) (settings, error) {
	if c == nil || c.set.host == "" {
		return settings{}, invalid(op, "it needs a Config of NewConfig")
	}
	s := c.set
	s.fill()
	return s, nil
}
