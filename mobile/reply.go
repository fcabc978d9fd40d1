package mobile

import "bytes"

// A reply is what the peer must say in clear before a handshake begins.
type reply struct {
	want []byte
	seen int    // bytes that were looked at
	tail []byte // the last of them, for a reply that comes in pieces
}

// maxReply is how much a peer may say until then.
const maxReply = 64 << 10

// in looks for the reply in what has come, and reports whether that is its end.
//
// What would follow in clear could be anybody's, and would be taken for something
// that the peer has said under TLS (CVE-2011-0411). So it is refused.
func (r *reply) in(p []byte) (found bool, err error) {
	r.seen += len(p)
	text := append(r.tail, p...)
	i := bytes.Index(text, r.want)
	switch {
	case i >= 0 && i+len(r.want) < len(text):
		return false, failure(CodeTLSHandshake, "handshake", "the peer sent more in clear after its reply")
	case i >= 0:
		return true, nil
	case r.seen > maxReply:
		return false, failure(CodeFrameTooLarge, "handshake", "the peer's reply did not come within 64 KiB")
	}
	r.tail = bytes.Clone(text[max(0, len(text)-len(r.want)+1):])
	return false, nil
}
