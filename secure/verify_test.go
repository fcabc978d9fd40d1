package secure_test

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/secure"
)

// Verify is asked last, about what was verified, and its error is the handshake's.
func TestVerify(t *testing.T) {
	p := certificates(t)
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		change func(o *secure.Options)
		answer error
		asked  int // certificates that it was given
	}{
		"accepts":                    {nil, nil, 3},
		"refuses":                    {nil, refused, 3},
		"is asked after the pins":    {func(o *secure.Options) { o.Pins = []string{secure.Pin(p.other.Chain[0])} }, refused, 0},
		"is asked beside good pins":  {func(o *secure.Options) { o.Pins = []string{secure.Pin(p.root.Chain[0])} }, refused, 3},
		"is asked without any roots": {func(o *secure.Options) { o.Roots, o.InsecureNoVerify = nil, true }, refused, 2},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, tr transport) {
				asked := 0
				o := trusting(t)
				o.Verify = func(chain []*x509.Certificate) error {
					asked = len(chain)
					return c.answer
				}
				if c.change != nil {
					c.change(&o)
				}
				got, _ := meet(t, tr, client(t, o), server(t, secure.Options{}, p.good), "localhost")
				require.Equal(t, c.asked, asked)
				switch {
				case c.asked == 0:
					require.ErrorIs(t, got.err, secure.ErrPin)
				case c.answer == nil:
					require.NoError(t, got.err)
				default:
					require.ErrorIs(t, got.err, refused)
				}
			})
		})
	}
}
