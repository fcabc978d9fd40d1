package dialer

import (
	"errors"
	"strings"
)

// A proxyURL is the parts of a URL that a proxy has. Package net/url would read them too,
// and bring package fmt.
type proxyURL struct {
	scheme     string
	login      login
	host, port string
}

// errURL does not repeat what may have a password in it.
var errURL = errors.New("URL of a proxy: want scheme://[user:password@]host[:port], with special characters of user and password escaped as in %40")

// parseURL reads scheme://[user[:password]@]host[:port][/] (RFC 3986 section 3.2).
func parseURL(raw string) (u proxyURL, err error) {
	scheme, rest, found := strings.Cut(raw, "//")
	if u.scheme = strings.ToLower(strings.TrimSuffix(scheme, ":")); !found || scheme != "" && !strings.HasSuffix(scheme, ":") {
		return u, errURL
	}
	rest = strings.TrimSuffix(rest, "/")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, password, _ := strings.Cut(rest[:at], ":")
		var first, second bool
		u.login.user, first = unescape(user)
		u.login.password, second = unescape(password)
		if !first || !second {
			return u, errURL
		}
		rest = rest[at+1:]
	}
	u.host = rest
	if inner, ok := strings.CutPrefix(rest, "["); ok {
		u.host, rest, ok = strings.Cut(inner, "]")
		if !ok || rest != "" && rest[0] != ':' {
			return u, errURL
		}
		u.port = strings.TrimPrefix(rest, ":")
		u.host = strings.Replace(u.host, "%25", "%", 1) // of a zone (RFC 6874)
	} else if colon := strings.LastIndexByte(rest, ':'); colon >= 0 {
		u.host, u.port = rest[:colon], rest[colon+1:]
	}
	if u.host == "" || strings.ContainsFunc(u.host, isStrangeHost) {
		return u, errURL
	}
	return u, nil
}

// isStrangeHost reports whether neither a name nor an address nor its zone has r.
func isStrangeHost(r rune) bool { return r != ':' && r != '%' && isStrange(r) }

// unescape decodes percent-encoding, and reports whether all is as it may be there.
func unescape(s string) (string, bool) {
	const digits = "0123456789abcdefABCDEF"
	var decoded []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%':
			if len(s) < i+3 {
				return "", false
			}
			high, low := strings.IndexByte(digits, s[i+1]), strings.IndexByte(digits, s[i+2])
			if high < 0 || low < 0 {
				return "", false
			}
			if high > 15 {
				high -= 6
			}
			if low > 15 {
				low -= 6
			}
			c = byte(high<<4 | low)
			i += 2
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`"#/<>?[\]^{|}`+"`", c) >= 0:
			return "", false
		}
		decoded = append(decoded, c)
	}
	return string(decoded), true
}

// escape encodes all but what RFC 3986 section 2.3 has unreserved.
func escape(s string) string {
	const digits = "0123456789ABCDEF"
	var encoded []byte
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			encoded = append(encoded, c)
		default:
			encoded = append(encoded, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(encoded)
}
