package dialer

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
)

// The examples of RFC 4648 section 10, and whatever else.
func FuzzEncodeBase64(f *testing.F) {
	for _, s := range []string{"", "f", "fo", "foo", "foob", "fooba", "foobar", "\x00\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, base64.StdEncoding.EncodeToString([]byte(s)), encodeBase64(s))
	})
}
