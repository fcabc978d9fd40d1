package mobile

// CertChain is a chain of certificates, the peer's own first.
//
// It does not change, and any thread may use it.
type CertChain struct{ der [][]byte }

// Len returns how many certificates there are.
func (c *CertChain) Len() int32 {
	if c == nil {
		return 0
	}
	return int32(len(c.der))
}

// DER returns a copy of a certificate, counted from 0, and null when there is none.
func (c *CertChain) DER(i int32) []byte {
	if i < 0 || i >= c.Len() {
		return nil
	}
	return append([]byte(nil), c.der[i]...)
}

// SPKISHA256 returns the pin of a certificate's key, in base64, as
// [TLSOptions.AddPin] takes it, and "" when there is none.
func (c *CertChain) SPKISHA256(i int32) (pin string) {
	defer survive()
	if i < 0 || i >= c.Len() {
		return ""
	}
	return pinOf(c.der[i])
}
