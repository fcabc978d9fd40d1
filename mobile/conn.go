package mobile

import (
	"bytes"
	"fmt"
)

// Conn is a connection without a listener, whose calls wait. Do not use it on a main
// thread.
//
// Any thread may use it at any time. Reads follow one another, and so do writes, and
// Close wakes all calls that wait. Its Config has no use for a RetryPolicy or for frames.
type Conn struct{ d *dialog }

// Dial connects, and returns when the connection is ready, secured if that is asked
// for.
func Dial(cfg *Config) (conn *Conn, err error) {
	defer rescue(&err)
	s, err := cfg.settings("Dial")
	if err != nil {
		return nil, err
	}
	d, err := newDialog(s)
	if err != nil {
		return nil, err
	}
	if err := d.open(d.client(s.delay), len(s.initial), nil); err != nil {
		return nil, failureOf("connect", err)
	}
	if err := d.until(&d.opened); err != nil {
		return nil, err
	}
	return &Conn{d}, nil
}

// Read waits for data and returns at most max bytes of it. The code is
// CodeClosedByPeer after the peer's last byte, and CodeTimeout after
// [Config.SetReadTimeoutMillis], when the connection is still there.
func (c *Conn) Read(max int32) (data []byte, err error) {
	defer rescue(&err)
	if max < 1 {
		return nil, invalid("read", "the maximum must be at least 1")
	}
	return c.dialog().read(func(buf []byte) (int, error) { return min(len(buf), int(max)), nil })
}

// ReadExactly waits for n bytes. When the connection ends or time runs out before,
// what has come can still be read.
func (c *Conn) ReadExactly(n int32) (data []byte, err error) {
	defer rescue(&err)
	if n < 1 {
		return nil, invalid("read", "the number must be at least 1")
	}
	return c.dialog().read(func(buf []byte) (int, error) {
		if len(buf) < int(n) {
			return 0, nil
		}
		return int(n), nil
	})
}

// ReadUntil waits for the bytes of delimiter and returns what has come up to and with
// them. The code is CodeFrameTooLarge when they do not end within max bytes, which
// can then still be read.
func (c *Conn) ReadUntil(delimiter []byte, max int32) (data []byte, err error) {
	defer rescue(&err)
	if len(delimiter) == 0 || int(max) < len(delimiter) {
		return nil, invalid("read", "it needs a delimiter, and a maximum that has room for it")
	}
	delimiter = bytes.Clone(delimiter)
	searched := 0
	return c.dialog().read(func(buf []byte) (int, error) {
		i := bytes.Index(buf[searched:], delimiter)
		n := searched + i + len(delimiter)
		if i >= 0 && n <= int(max) {
			return n, nil
		}
		if len(buf) >= int(max) {
			return 0, failure(CodeFrameTooLarge, "read", fmt.Sprintf("no delimiter within %d bytes", max))
		}
		if searched = len(buf) - len(delimiter) + 1; searched < 0 {
			searched = 0
		}
		return 0, nil
	})
}

// Write returns when the system has taken all of data. The connection ends with
// CodeTimeout when it takes nothing for [Config.SetWriteTimeoutMillis].
func (c *Conn) Write(data []byte) (err error) {
	defer rescue(&err)
	return c.dialog().write(data)
}

// MakeSecure secures the connection in mid-stream and returns after the handshake,
// the failure of which ends the connection. The code is CodeInvalidState when there
// is data in clear that a read has left over.
func (c *Conn) MakeSecure(options *TLSOptions) (err error) {
	defer rescue(&err)
	d := c.dialog()
	if d.left() {
		return failure(CodeInvalidState, "MakeSecure", "read first what has come in clear")
	}
	if err := d.secure(options, false); err != nil {
		return err
	}
	return d.until(&d.shaken)
}

// CloseWrite ends the outgoing direction once everything is written: the peer reads
// to its end, and Read goes on.
func (c *Conn) CloseWrite() (err error) {
	defer rescue(&err)
	return c.dialog().out.finish()
}

// Close ends the connection and returns at once. What was written still goes out, as
// far as the peer takes it at once.
func (c *Conn) Close() {
	defer survive()
	c.dialog().close()
}

// Info returns what is known of the connection, null when it has ended.
func (c *Conn) Info() (info *ConnInfo) {
	defer survive()
	return c.dialog().infoNow()
}

// Stats returns the numbers of the connection so far.
func (c *Conn) Stats() (stats *Stats) {
	defer survive()
	return c.dialog().stats()
}

// LastFailure returns why the connection has ended, null if it has not.
func (c *Conn) LastFailure() (why *Failure) {
	defer survive()
	return c.dialog().lastFailure()
}

// dialog returns one that has ended for a Conn that Dial has not made.
func (c *Conn) dialog() *dialog {
	if c == nil || c.d == nil {
		return silence()
	}
	return c.d
}
