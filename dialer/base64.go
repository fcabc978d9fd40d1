package dialer

// encodeBase64 is that of package encoding/base64 (RFC 4648 section 4), which makes its
// tables whenever a program starts, for a proxy that few have.
func encodeBase64(s string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var text []byte
	for len(s) > 0 {
		var group [3]byte
		n := copy(group[:], s)
		s = s[n:]
		bits := uint(group[0])<<16 | uint(group[1])<<8 | uint(group[2])
		for i := range 4 {
			if i <= n {
				text = append(text, digits[bits>>(18-6*i)&63])
			} else {
				text = append(text, '=')
			}
		}
	}
	return string(text)
}
