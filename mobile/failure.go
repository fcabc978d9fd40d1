package mobile

import "errors"

// Failure says why something ended or was refused.
//
// It does not change, and any thread may use it.
type Failure struct {
	code    int32
	op      string
	message string
	cause   error
	unsent  [][]byte
}

// Code returns one of the codes, to switch on.
func (f *Failure) Code() int32 {
	if f == nil {
		return CodeOK
	}
	return f.code
}

// CodeName returns the name of the code, such as "Timeout".
func (f *Failure) CodeName() string { return CodeName(f.Code()) }

// Op returns what was being done, such as "connect", "read" or "handshake".
func (f *Failure) Op() string {
	if f == nil {
		return ""
	}
	return f.op
}

// Message returns what has happened, for the log and not for the user.
func (f *Failure) Message() string {
	switch {
	case f == nil:
		return ""
	case f.message == "" && f.cause != nil:
		return f.cause.Error()
	}
	return f.message
}

// Temporary reports whether the same may succeed later: a client with a
// [RetryPolicy] connects again after such a failure, and after no other.
func (f *Failure) Temporary() bool {
	return f != nil && f.code >= 0 && f.code < codes && codeTable[f.code].temporary
}

// Error returns operation, code and message in one line.
func (f *Failure) Error() string {
	text := f.CodeName()
	if op := f.Op(); op != "" {
		text = op + ": " + text
	}
	if m := f.Message(); m != "" {
		text += ": " + m
	}
	return text
}

// Unwrap returns what has caused the failure, for errors.Is and errors.As in Go: the
// error of the system with its number, or of TLS. In other languages it throws that, or
// does nothing.
func (f *Failure) Unwrap() error {
	if f == nil {
		return nil
	}
	return f.cause
}

// UnsentMessages returns how many messages were handed to Send, not written
// when the connection ended, and are not kept for the next one. Bytes that were
// written may still not have reached the peer.
func (f *Failure) UnsentMessages() int32 {
	if f == nil {
		return 0
	}
	return int32(len(f.unsent))
}

// UnsentBytes returns how many bytes these messages have. One that was written in
// part counts as a whole.
func (f *Failure) UnsentBytes() int64 {
	var n int64
	if f != nil {
		for _, m := range f.unsent {
			n += int64(len(m))
		}
	}
	return n
}

// Unsent returns a copy of one of these messages, counted from 0 in the order in
// which they were sent, and nil when there is no such message.
func (f *Failure) Unsent(index int32) []byte {
	if index < 0 || index >= f.UnsentMessages() {
		return nil
	}
	return append([]byte(nil), f.unsent[index]...)
}

// FailureFrom returns the Failure of an exception or NSError that was caught, and
// nil when that is of another origin.
//
// It may be called from any thread.
func FailureFrom(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return nil
}

// CodeOf returns the code of an exception or NSError that was caught, -1 when that
// is of another origin, and CodeOK for none.
//
// It may be called from any thread.
func CodeOf(err error) int32 {
	if err == nil {
		return CodeOK
	}
	if f := FailureFrom(err); f != nil {
		return f.code
	}
	return -1
}

func failure(code int32, op, message string) *Failure {
	return &Failure{code: code, op: op, message: message}
}

func invalid(op, message string) *Failure { return failure(CodeInvalidArgument, op, message) }

// with returns f with the messages that were not sent.
func (f *Failure) with(unsent [][]byte) *Failure {
	if f == nil || len(unsent) == 0 {
		return f
	}
	more := *f
	more.unsent = unsent
	return &more
}
