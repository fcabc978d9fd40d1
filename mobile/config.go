package mobile

import (
	"net"
	"strings"
	"time"

	"github.com/threadedtcp/threadedtcp/dialer"
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

// SetConnectTimeoutMillis bounds the lookup of the name and the connecting. 0 means
// 60 seconds.
func (c *Config) SetConnectTimeoutMillis(millis int64) {
	defer survive()
	c.set.connectTimeout = atLeast0(millis)
}

// SetReadTimeoutMillis ends a connection with CodeTimeout when the peer sends
// nothing for so long; time in which the app takes nothing does not count. For
// [Conn] it bounds one call, and ends nothing. 0 means no bound.
func (c *Config) SetReadTimeoutMillis(millis int64) {
	defer survive()
	c.set.readTimeout = atLeast0(millis)
}

// SetWriteTimeoutMillis ends a connection with CodeTimeout when there is something
// to write and the peer takes nothing for so long. 0 means no bound.
func (c *Config) SetWriteTimeoutMillis(millis int64) {
	defer survive()
	c.set.writeTimeout = atLeast0(millis)
}

// SetDelayMillis sets how long to wait before the first attempt to connect.
func (c *Config) SetDelayMillis(millis int64) {
	defer survive()
	c.set.delay = atLeast0(millis)
}

// SetLingerMillis sets how long, after Stop has written everything, the peer may be
// silent before the connection is closed without its end. 0 means 5 seconds.
func (c *Config) SetLingerMillis(millis int64) {
	defer survive()
	c.set.linger = atLeast0(millis)
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

// SetKeepAlive sets TCP's keep-alive: after how long without data the system asks
// whether the peer is still there, how often, and how many times without an answer.
// 0 means 15 seconds, 15 seconds and 9 times; idleMillis below 0 turns it off.
// Times are rounded up to seconds.
func (c *Config) SetKeepAlive(idleMillis, intervalMillis int64, count int32) {
	defer survive()
	c.set.keepAlive = net.KeepAliveConfig{
		Enable: true, Idle: milliseconds(idleMillis),
		Interval: atLeast0(intervalMillis), Count: int(max(count, 0)),
	}
}

// SetNoDelay sends small messages at once (on, as it is at first), or lets the
// system join them.
func (c *Config) SetNoDelay(on bool) {
	defer survive()
	c.set.nagle = !on
}

// SetMaxChunk bounds the size of a [Chunk] that is no frame. 0 means 128 KiB.
func (c *Config) SetMaxChunk(bytes int32) {
	defer survive()
	c.set.maxChunk = int(max(bytes, 0))
}

// SetSendQueueLimit bounds what waits to be written: Send waits when it is more. A
// larger message is taken when nothing else waits. 0 means 1 MiB.
func (c *Config) SetSendQueueLimit(bytes int64) {
	defer survive()
	c.set.sendLimit = max(bytes, 0)
}

// SetReceiveWindow bounds what is received and not yet taken by the app. 0 means
// 1 MiB.
func (c *Config) SetReceiveWindow(bytes int64) {
	defer survive()
	c.set.window = max(bytes, 0)
}

// SetDelimiter makes every chunk one frame that ends with these bytes, such as one
// line. A frame of more than maxFrame bytes, the delimiter included, ends the
// connection with CodeFrameTooLarge. [Conn] has a method for that instead. The
// error's code is CodeInvalidArgument.
func (c *Config) SetDelimiter(delimiter []byte, maxFrame int32) (err error) {
	defer rescue(&err)
	if c == nil || len(delimiter) == 0 || int(maxFrame) < len(delimiter) {
		return invalid("SetDelimiter", "it needs a delimiter, and a maximum that has room for it")
	}
	c.set.framing = framing{delimiter: append([]byte(nil), delimiter...), max: int(maxFrame)}
	return nil
}

// SetLengthPrefix makes every chunk one frame that begins with the length of what
// follows: an unsigned number of 1, 2 or 4 bytes. A frame of more than maxFrame
// bytes, the prefix included, ends the connection with CodeFrameTooLarge. [Conn]
// reads such frames by ReadExactly instead. The error's code is CodeInvalidArgument.
func (c *Config) SetLengthPrefix(width int32, bigEndian bool, maxFrame int32) (err error) {
	defer rescue(&err)
	if c == nil || width != 1 && width != 2 && width != 4 || maxFrame <= width {
		return invalid("SetLengthPrefix", "the width must be 1, 2 or 4, and the maximum more than that")
	}
	c.set.framing = framing{width: int(width), little: !bigEndian, max: int(maxFrame)}
	return nil
}

// SetProxyURL connects through a proxy: "socks5://user:password@host:port" or
// "http://...", which must allow CONNECT. "" means none. The error's code is
// CodeInvalidArgument.
func (c *Config) SetProxyURL(proxy string) (err error) {
	defer rescue(&err)
	if c == nil {
		return invalid("SetProxyURL", "there is no Config")
	}
	c.set.proxy = nil
	if proxy != "" {
		p, err := dialer.NewProxy(proxy)
		if err != nil {
			return invalid("SetProxyURL", err.Error()) // never the password
		}
		c.set.proxy = p
	}
	return nil
}

// SetBindAddress sets the address of this end, with or without a port. "" lets the
// system choose. The error's code is CodeInvalidArgument.
func (c *Config) SetBindAddress(address string) (err error) {
	defer rescue(&err)
	if c == nil {
		return invalid("SetBindAddress", "there is no Config")
	}
	if address == "" {
		c.set.bind = nil
		return nil
	}
	if net.ParseIP(address) != nil {
		address = net.JoinHostPort(address, "0")
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(host) == nil {
		return invalid("SetBindAddress", "it needs an IP address, with or without a port")
	}
	bind, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return &Failure{code: CodeInvalidArgument, op: "SetBindAddress", cause: err}
	}
	c.set.bind = bind
	return nil
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

func (t *TLSOptions) copied() *tlsSettings {
	if t == nil {
		return nil
	}
	copied := t.set
	return &copied
}

func atLeast0(ms int64) time.Duration { return milliseconds(max(ms, 0)) }

// settings returns a copy for op, of a Config that was made by NewConfig.
func (c *Config) settings(op string) (settings, error) {
	if c == nil || c.set.host == "" {
		return settings{}, invalid(op, "it needs a Config of NewConfig")
	}
	s := c.set
	s.fill()
	return s, nil
}
