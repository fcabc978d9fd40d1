package main

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"strconv"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// The exit statuses; the package doc has the table.
const (
	statusOther       = 1
	statusUsage       = 2
	statusName        = 3
	statusRefused     = 4
	statusUnreachable = 5
	statusTimeout     = 6
	statusReset       = 7
	statusLocal       = 8
	statusTLS         = 9
	statusProxy       = 10
	statusNameServer  = 11
	statusInterrupted = 130
)

// A failure is an error with its exit status and its line for the user.
type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return f.text }

func failureOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{statusOther, err.Error()}
}

func usage(text string) error { return &failure{statusUsage, text + " (tinyclient -h helps)"} }

var interrupted = &failure{status: statusInterrupted}

// cause is what an error of a file says, without the name that Go has for it.
func cause(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	if errors.Is(err, os.ErrClosed) {
		return "is closed"
	}
	return err.Error()
}

// connectFailure says why no connection was made.
func connectFailure(o *options, err error) *failure {
	f := func(status int, text string) *failure {
		if o.listen {
			return &failure{status, "listen on " + o.target() + ": " + text}
		}
		return &failure{status, "connect to " + o.target() + ": " + text}
	}
	if errors.Is(err, axon.ErrTimeout) {
		return f(statusTimeout, "no answer within "+o.connectTimeout.String()+"; -w allows more")
	}
	if errors.Is(err, dialer.ErrNoNameServer) {
		return f(statusNameServer, "look up "+o.host+": /etc/resolv.conf names no name server: give one by -dns, or give an address")
	}
	if stage, ok := errors.AsType[*stageError](err); ok {
		return f(stage.status, stage.text)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		text := "look up " + o.host + ": " + dns.Err
		if !dns.IsNotFound {
			text += "; no name server could answer, try an address"
		}
		return &failure{statusName, text}
	}
	if text, ok := match(err, refusedErrors); ok {
		return f(statusRefused, text)
	}
	if o.path != "" && errors.Is(err, fs.ErrNotExist) {
		return f(statusRefused, reason(err)) // nobody has made the socket
	}
	if text, ok := match(err, unreachableErrors); ok {
		return f(statusUnreachable, text)
	}
	return f(lostStatus(err), reason(err))
}

// lossFailure says how an established connection was lost.
func lossFailure(o *options, err error) *failure {
	status, text := lostStatus(err), reason(err)
	if found, ok := match(err, resetErrors); ok {
		text = found
	} else if found, ok := match(err, unreachableErrors); ok {
		status, text = statusUnreachable, found
	}
	return &failure{status, "connection to " + o.target() + ": " + text}
}

func lostStatus(err error) int {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return statusTLS // an alert after the handshake, such as that a certificate is not accepted
	}
	if _, ok := match(err, resetErrors); ok {
		return statusReset
	}
	if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() {
		return statusTimeout
	}
	if errors.Is(err, axon.ErrTimeout) {
		return statusTimeout
	}
	return statusOther
}

// match returns the text of the first of kinds that err is.
func match(err error, kinds []error) (string, bool) {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return kind.Error(), true
		}
	}
	return "", false
}

// reason is err without the operation and addresses, which the line names itself.
func reason(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		err = call.Err
	}
	return err.Error()
}

// unsent adds to f how much input was lost.
func unsent(f *failure, bytes int64) *failure {
	if bytes == 0 {
		return f
	}
	return &failure{f.status, f.text + "; " + strconv.FormatInt(bytes, 10) + " bytes of the input were not sent"}
}
