package conformance

import (
	"context"
	"crypto/tls"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/secure"
)

// A startTLS answers in clear until it is told to start TLS, agrees to it, and then
// says what was negotiated and echoes.
type startTLS struct {
	axon.Base[[]byte, []byte]
	upgrade  stream.Upgrade
	atOnce   bool // and not when told
	makessl  axon.Out[any]
	sslready axon.In[stream.Secured]
}

func (p *startTLS) Boxes() axon.Boxes {
	return append(p.Base.Boxes(),
		axon.Port{Name: "makessl", Box: &p.makessl}, axon.Port{Name: "sslready", Box: &p.sslready})
}

// Run is called by axon.Activate.
func (p *startTLS) Run(ctx context.Context) error {
	if err := p.Outbox.Send(ctx, []byte("ready\n")); err != nil {
		return err
	}
	if !p.atOnce {
		if m, err := p.Inbox.Recv(ctx); err != nil || string(m) != "start\n" {
			return err
		}
	}
	if err := p.makessl.Send(ctx, secure.After([]byte("go ahead\n"), p.upgrade)); err != nil {
		return err
	}
	negotiated, err := p.sslready.Recv(ctx)
	if err != nil {
		return err
	}
	if err := p.Outbox.Send(ctx, []byte("by "+negotiated.Version+"\n")); err != nil {
		return err
	}
	_, err = p.Each(ctx, func(m []byte) error { return p.Outbox.Send(ctx, m) })
	return err
}

func securesServer(h *house) {
	i, text := newIdentity(), random(1<<20)
	config := &tls.Config{RootCAs: i.Roots(), ServerName: "127.0.0.1"}
	h.Run("a component in mid-stream", func(t *testing.T) {
		h := &house{T: t, factory: h.factory}
		h.serve(func() axon.Component { return &startTLS{upgrade: secure.Server(i.Server())} }, 0)
		clear := h.dial()
		h.expects(clear, "ready\n")
		h.says(clear, "start\n")
		h.expects(clear, "go ahead\n")
		c := tls.Client(clear, config)
		h.expects(c, "by TLS 1.3\n")
		h.echoesAll(c, text)
	})
	h.Run("a component at once", func(t *testing.T) {
		h := &house{T: t, factory: h.factory}
		h.serve(func() axon.Component { return &startTLS{upgrade: secure.Server(i.Server()), atOnce: true} }, 0)
		for range 50 {
			clear := h.dial()
			h.expects(clear, "ready\ngo ahead\n")
			c := tls.Client(clear, config)
			h.expects(c, "by TLS 1.3\n")
			h.echoesAll(c, text[:100])
		}
	})
	h.Run("a server from the first byte", func(t *testing.T) {
		h := &house{T: t, factory: h.factory, makessl: secure.Server(i.Server())}
		h.serve(speaks(func(ctx context.Context, p *speaker) error {
			if err := p.Outbox.Send(ctx, []byte("welcome\n")); err != nil { // not a byte of it in clear
				return err
			}
			_, err := p.Each(ctx, func(m []byte) error { return p.Outbox.Send(ctx, m) })
			return err
		}), 0)
		c := tls.Client(h.dial(), config)
		h.expects(c, "welcome\n")
		h.echoesAll(c, text)

		confused := h.dial() // that speaks no TLS ends alone
		h.says(confused, strings.Repeat("hello\n", 10))
		h.hears("failure", func(m axon.Signal) bool {
			e, ok := m.(axon.ErrorInformation)
			return ok && assert.ErrorContains(h, e.Err, "handshake")
		})
		other := tls.Client(h.dial(), config)
		h.expects(other, "welcome\n")
		h.echoesAll(other, text)
	})
}

func (s *house) says(c io.Writer, text string) {
	s.Helper()
	_, err := io.WriteString(c, text)
	require.NoError(s, err)
}

func (s *house) expects(c io.Reader, text string) {
	s.Helper()
	got := make([]byte, len(text))
	_, err := io.ReadFull(c, got)
	require.NoError(s, err)
	require.Equal(s, text, string(got))
}

// echoesAll sends text, ends its side, and expects it back whole.
func (s *house) echoesAll(c *tls.Conn, text []byte) {
	s.Helper()
	go func() {
		c.Write(text)
		c.CloseWrite()
	}()
	require.NoError(s, differ(s.reads(c), text))
}
