package dialer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/dialer"
)

func TestProxyURL(t *testing.T) {
	long := strings.Repeat("x", 256)
	for _, c := range []struct{ url, says string }{
		{"socks5://proxy.example", "socks5://proxy.example:1080"},
		{"socks5h://192.0.2.1:9/", "socks5h://192.0.2.1:9"},
		{"SOCKS5://user:secret@[2001:db8::1]", "socks5://user@[2001:db8::1]:1080"},
		{"http://proxy.example", "http://proxy.example:80"},
		{"http://a%40b:secret%2F@proxy.example:3128", "http://a%40b@proxy.example:3128"},
		{"http://%c3%a4-._~%25:secret@[fe80::1%25eth0]", "http://%C3%A4-._~%25@[fe80::1%25eth0]:80"},
	} {
		p, err := dialer.NewProxy(c.url)
		require.NoError(t, err, c.url)
		assert.Equal(t, c.says, p.String())
	}
	for url, says := range map[string]string{
		"":                                    "want scheme://",
		"proxy.example:1080":                  "want scheme://",
		"//user:secret@proxy.example":         "unknown scheme",
		"http://":                             "want scheme://",
		"http://user:secret@":                 "want scheme://",
		"http://user:se/cret@proxy.example:1": "want scheme://",
		"http://user:secret%zz@proxy.example": "want scheme://",
		"http://proxy.example/path":           "want scheme://",
		"http://proxy.example?a=b":            "want scheme://",
		"http://proxy.example#secret":         "want scheme://",
		"http://proxy.example:0":              "port",
		"http://proxy.example:65536":          "port",
		"https://user:secret@proxy.example":   "TLS",
		"socks4://proxy.example":              "unknown scheme",
		"socks5://:secret@proxy.example":      "1 to 255",
		"socks5://" + long + "@proxy.example": "1 to 255",
		"socks5://u:" + long + "@proxy":       "1 to 255",
		"http://us%3Aer:secret@proxy.example": "colon",
		"http://user:secret%0d%0a@proxy":      "control",
	} {
		_, err := dialer.NewProxy(url)
		require.ErrorContains(t, err, says, url)
		assert.NotContains(t, err.Error(), "cret", url)
	}
}
