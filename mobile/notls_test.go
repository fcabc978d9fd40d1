//go:build notls

package mobile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/mobile"
)

// A build without TLS has every entry point, and each says what is missing.
func TestWithoutTLS(t *testing.T) {
	o := mobile.NewTLSOptions()
	code(t, mobile.CodeTLSUnavailable, o.SetRootsPEM([]byte("x")))
	code(t, mobile.CodeTLSUnavailable, o.AddPin("x"))
	code(t, mobile.CodeTLSUnavailable, o.SetMinVersion(mobile.TLSVersion13))
	code(t, mobile.CodeTLSUnavailable, o.SetClientCertificate(nil, nil))
	cfg := configFor(t, serve(t, echo))
	r := &recorder{}
	c := start(t, cfg, r)
	r.hears(t, "Ready", 1)
	code(t, mobile.CodeTLSUnavailable, c.MakeSecure(o))
	require.NoError(t, c.SendText("goes on in clear"))
	r.gets(t, "goes on in clear")
	cfg.SetTLS(o)
	_, err := mobile.Dial(cfg)
	code(t, mobile.CodeTLSUnavailable, err)
	_, err = mobile.NewClient(cfg, r)
	code(t, mobile.CodeTLSUnavailable, err)
}
