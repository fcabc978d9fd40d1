package mobile

import "strconv"

// Codes say why something failed. They never change their numbers.
const (
	CodeOK              int32 = iota
	CodeInvalidArgument       // a value that makes no sense
	CodeInvalidState          // not now: not started, ended, told to finish
	CodeCancelled             // by the app: Close, or Stop before everything was written
	CodeClosedByPeer          // the peer has ended the connection
	CodeTimeout               // to connect, read, write, flush or shake hands
	CodeDNS                   // the name has no address, or nobody could say
	CodeRefused               // nobody listens there
	CodeUnreachable           // no way to the network or host
	CodeReset                 // the peer or the network has broken the connection
	CodeTLSHandshake          // the two ends do not agree about TLS
	CodeTLSUntrusted          // the certificate is not trusted, or the app refused it
	CodeTLSHostname           // the certificate is another host's
	CodeTLSPinMismatch        // no certificate has a pinned key
	CodeFrameTooLarge         // a frame exceeds its maximum
	CodeBufferFull            // the send queue is full, and this thread may not wait
	CodeListener              // a callback has failed
	CodeProxy                 // the proxy has refused
	CodeIO                    // another error of the system
	CodeInternal              // a fault of this package
	CodeTLSUnavailable        // this build has no TLS
	codes
)

// codeTable names the codes, and says after which a [RetryPolicy] connects again:
// those of what may be otherwise the next time.
var codeTable = [codes]struct {
	name      string
	temporary bool
}{
	CodeOK:              {"OK", false},
	CodeInvalidArgument: {"InvalidArgument", false},
	CodeInvalidState:    {"InvalidState", false},
	CodeCancelled:       {"Cancelled", false},
	CodeClosedByPeer:    {"ClosedByPeer", true},
	CodeTimeout:         {"Timeout", true},
	CodeDNS:             {"DNS", true}, // a phone between two networks finds no name
	CodeRefused:         {"Refused", true},
	CodeUnreachable:     {"Unreachable", true},
	CodeReset:           {"Reset", true},
	CodeTLSHandshake:    {"TLSHandshake", false},
	CodeTLSUntrusted:    {"TLSUntrusted", false},
	CodeTLSHostname:     {"TLSHostname", false},
	CodeTLSPinMismatch:  {"TLSPinMismatch", false},
	CodeFrameTooLarge:   {"FrameTooLarge", false},
	CodeBufferFull:      {"BufferFull", true}, // ends nothing: send again after OnWritable
	CodeListener:        {"Listener", false},
	CodeProxy:           {"Proxy", false},
	CodeIO:              {"IO", true},
	CodeInternal:        {"Internal", false},
	CodeTLSUnavailable:  {"TLSUnavailable", false},
}

// CodeName returns the name of a code, such as "Timeout".
//
// It may be called from any thread. An unknown code is named by its number.
func CodeName(code int32) string {
	if code < 0 || code >= codes {
		return "code " + strconv.Itoa(int(code))
	}
	return codeTable[code].name
}
