package mobile_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestTLSAtConnect(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, secured(t, certificates().good, nil))
	o := trusting(t)
	o.AddALPN("other/1")
	o.AddALPN("echo/1")
	require.NoError(t, o.SetMinVersion(mobile.TLSVersion13))
	require.NoError(t, o.AddPin(pinOf(certificates().good)))
	cfg.SetTLS(o)
	cfg.SetInitialMessage([]byte("hello "))
	c := client(t, cfg, r)
	require.NoError(t, c.SendText("before the handshake"))
	require.NoError(t, c.Start())
	r.gets(t, "hello before the handshake")
	require.Equal(t, []string{"Resolving", "Connecting", "Securing", "secure", "Ready", "data"}, r.events())
	info := r.info("Ready")
	require.False(t, r.info("Securing").Secure())
	require.True(t, info.Secure())
	require.Equal(t, "TLS 1.3", info.TLSVersion())
	require.Equal(t, "echo/1", info.ALPN())
	chain := info.Chain()
	require.EqualValues(t, 1, chain.Len())
	require.Equal(t, certificates().good.Chain[0].Raw, chain.DER(0))
	require.Equal(t, strings.TrimPrefix(pinOf(certificates().good), "sha256/"), chain.SPKISHA256(0))
	require.Nil(t, chain.DER(1))
	require.Empty(t, chain.SPKISHA256(-1))
	code(t, mobile.CodeInvalidState, c.MakeSecure(o))
	c.Stop()
	require.Nil(t, r.ends(t, c))
}

func TestTLSFailures(t *testing.T) {
	leaktest.Check(t)
	wrongPin := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for name, c := range map[string]struct {
		server *pki.Identity
		change func(o *mobile.TLSOptions) error
		want   string
	}{
		"untrusted":    {certificates().untrusted, nil, "TLSUntrusted"},
		"wrong name":   {certificates().wrongName, nil, "TLSHostname"},
		"another name": {certificates().wrongName, func(o *mobile.TLSOptions) error { o.SetServerName("a.example"); return nil }, ""},
		"wrong pin":    {certificates().good, func(o *mobile.TLSOptions) error { return o.AddPin(wrongPin) }, "TLSPinMismatch"},
		"one right pin": {certificates().good, func(o *mobile.TLSOptions) error {
			return errors.Join(o.AddPin(wrongPin), o.AddPin(pinOf(certificates().root)))
		}, ""},
		"no protocol in common": {certificates().good, func(o *mobile.TLSOptions) error { o.AddALPN("x"); return nil }, "TLSHandshake"},
		"veto":                  {certificates().good, veto(errApp), "TLSUntrusted"},
		"no veto":               {certificates().good, veto(nil), ""},
		"panic of the decider": {certificates().good, func(o *mobile.TLSOptions) error {
			o.SetTrustDecider(decider(func(string, *mobile.CertChain) error { panic("x") }))
			return nil
		}, "TLSUntrusted"},
	} {
		t.Run(name, func(t *testing.T) {
			o := trusting(t)
			cfg := configFor(t, secured(t, c.server, nil))
			if c.change != nil {
				require.NoError(t, c.change(o))
			}
			cfg.SetTLS(o)
			conn, err := mobile.Dial(cfg)
			if c.want == "" {
				require.NoError(t, err)
				conn.Close()
				return
			}
			f := mobile.FailureFrom(err)
			require.Equal(t, c.want, f.CodeName(), "%v", err)
			require.Equal(t, "handshake", f.Op())
			require.False(t, f.Temporary())
			if name == "veto" {
				require.ErrorContains(t, err, errApp.Error())
			}
		})
	}
}

type decider func(host string, chain *mobile.CertChain) error

func (d decider) Accept(host string, chain *mobile.CertChain) error { return d(host, chain) }

func veto(answer error) func(*mobile.TLSOptions) error {
	return func(o *mobile.TLSOptions) error {
		o.SetTrustDecider(decider(func(host string, chain *mobile.CertChain) error {
			if host != "127.0.0.1" || chain.Len() != 2 {
				return errors.New("it is given the host and the verified chain")
			}
			return answer
		}))
		return nil
	}
}

func TestClientCertificate(t *testing.T) {
	leaktest.Check(t)
	for _, with := range []bool{true, false} {
		r := &recorder{}
		cfg := configFor(t, secured(t, certificates().good, certificates().root.CertPEM()))
		o := trusting(t)
		if with {
			require.NoError(t, o.SetClientCertificate(certificates().client.CertPEM(), certificates().client.KeyPEM()))
		}
		cfg.SetTLS(o)
		c := start(t, cfg, r)
		_ = c.SendText("who am I")
		if with {
			r.gets(t, "who am I")
			c.Stop()
			require.Nil(t, r.ends(t, c))
		} else {
			require.NotNil(t, r.ends(t, c), "the server demands one")
		}
	}
}

func TestOptionsThatDoNotFit(t *testing.T) {
	trusting(t)
	o := mobile.NewTLSOptions()
	code(t, mobile.CodeInvalidArgument, o.SetRootsPEM([]byte("no certificate")))
	code(t, mobile.CodeInvalidArgument, o.AddPin("no hash"))
	code(t, mobile.CodeInvalidArgument, o.SetClientCertificate(certificates().client.CertPEM(), certificates().good.KeyPEM()))
	code(t, mobile.CodeInvalidArgument, o.SetMinVersion(11))
	cfg := configFor(t, 1)
	cfg.SetTLS(o)
	_, err := mobile.NewClient(cfg, &recorder{})
	require.NoError(t, err, "a refused value leaves the options as they were")
	o.AddALPN("")
	cfg.SetTLS(o)
	_, err = mobile.NewClient(cfg, &recorder{})
	code(t, mobile.CodeInvalidArgument, err)
}

func TestMakeSecureInMidStream(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := client(t, configFor(t, startTLS(t)), r)
	o := trusting(t)
	code(t, mobile.CodeInvalidState, c.MakeSecure(o))
	code(t, mobile.CodeInvalidArgument, c.MakeSecure(nil))
	r.data = func(chunk *mobile.Chunk) error {
		if chunk.Text() != "starttls\n" {
			return nil
		}
		if err := c.MakeSecure(o); err != nil {
			return err
		}
		if code := mobile.CodeOf(c.MakeSecure(o)); code != mobile.CodeInvalidState {
			return errors.New("it can be secured twice")
		}
		return c.SendText("secret") // waits for the handshake
	}
	require.NoError(t, c.Start())
	require.NoError(t, c.SendText("starttls\n"))
	r.gets(t, "starttls\nsecret")
	require.Equal(t, []string{"Resolving", "Connecting", "Ready", "data", "Securing", "secure", "Ready", "data"}, r.events())
	require.True(t, c.Info().Secure())
	require.GreaterOrEqual(t, c.Stats().HandshakeMillis, int64(0))
	c.Stop()
	require.Nil(t, r.ends(t, c))
}

func TestHandshakeThatFailsInMidStream(t *testing.T) {
	leaktest.Check(t)
	trusting(t)
	r := &recorder{}
	c := start(t, configFor(t, startTLS(t)), r)
	r.data = func(*mobile.Chunk) error {
		o := mobile.NewTLSOptions()
		if err := o.SetRootsPEM(certificates().other.CertPEM()); err != nil {
			return err
		}
		return errors.Join(c.MakeSecure(o), c.SendText("secret"))
	}
	require.NoError(t, c.SendText("starttls\n"))
	why := r.ends(t, c)
	require.Equal(t, "TLSUntrusted", why.CodeName())
	require.Equal(t, "secret", string(why.Unsent(0)), "not sent in clear")
}

func TestHandshakeHasATimeout(t *testing.T) {
	leaktest.Check(t)
	o := trusting(t)
	o.SetHandshakeTimeoutMillis(30)
	t.Run("at connect", func(t *testing.T) {
		cfg := configFor(t, serve(t, silent))
		cfg.SetTLS(o)
		_, err := mobile.Dial(cfg)
		code(t, mobile.CodeTimeout, err)
	})
	t.Run("reply", func(t *testing.T) {
		cfg := configFor(t, serve(t, func(conn net.Conn) {
			_, _ = io.WriteString(conn, "no such command\n")
			silent(conn)
		}))
		require.NoError(t, cfg.SetTLSAfterReply(o, []byte("ready\n")))
		_, err := mobile.Dial(cfg)
		code(t, mobile.CodeTimeout, err)
		require.Equal(t, "handshake", mobile.FailureFrom(err).Op())
	})
}

func TestNothingInClearIsTakenForSecured(t *testing.T) {
	leaktest.Check(t)
	cfg := configFor(t, serve(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "ready\nand from the man in the middle")
		silent(conn)
	}))
	require.NoError(t, cfg.SetTLSAfterReply(trusting(t), []byte("ready\n")))
	r := &recorder{}
	require.Equal(t, "TLSHandshake", r.ends(t, start(t, cfg, r)).CodeName())

	cfg = configFor(t, serve(t, func(conn net.Conn) {
		go silent(conn)
		for range 100 {
			_, _ = conn.Write(make([]byte, 1000))
		}
	}))
	require.NoError(t, cfg.SetTLSAfterReply(trusting(t), []byte("ready\n")))
	r = &recorder{}
	require.Equal(t, "FrameTooLarge", r.ends(t, start(t, cfg, r)).CodeName())
}

func TestConnDoesNotMixClearAndSecured(t *testing.T) {
	leaktest.Check(t)
	conn := dial(t, configFor(t, serve(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "ready\nand more")
		silent(conn)
	})))
	_, err := conn.ReadUntil([]byte("ready\n"), 100)
	require.NoError(t, err)
	_, err = conn.ReadExactly(5)
	require.NoError(t, err)
	_, err = conn.Read(1)
	require.NoError(t, err)
	code(t, mobile.CodeInvalidState, conn.MakeSecure(trusting(t)))
	got, err := conn.ReadExactly(2)
	require.NoError(t, err)
	require.Equal(t, "re", string(got))
}

func TestWhatTheAppHasNotSeenInClearIsNoData(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	var c *mobile.Client
	o := trusting(t)
	r.data = func(*mobile.Chunk) error { return c.MakeSecure(o) }
	cfg := configFor(t, serve(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "ready\nand from the man in the middle\n")
		silent(conn)
	}))
	require.NoError(t, cfg.SetDelimiter([]byte("\n"), 100))
	c = client(t, cfg, r)
	require.NoError(t, c.Start())
	require.Equal(t, "TLSHandshake", r.ends(t, c).CodeName())
	require.Equal(t, "ready\n", r.text.String())
}

func TestAReplyInPieces(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, startTLS(t)) // echoes the line byte by byte or not
	cfg.SetInitialMessage([]byte("STARTTLS please\n"))
	require.NoError(t, cfg.SetTLSAfterReply(trusting(t), []byte("please\n")))
	c := client(t, cfg, r)
	require.NoError(t, c.SendText("secret"))
	require.NoError(t, c.Start())
	r.gets(t, "STARTTLS please\nsecret")
	require.Equal(t, []string{"Resolving", "Connecting", "data", "Securing", "secure", "Ready", "data"}, r.events())
}
