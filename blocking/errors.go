package blocking

import (
	"context"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
)

// timeoutError is the end of a dial by its deadline. It matches what package net
// returns for that, what a deadline on a connection gives, and what the kernel
// says when its own patience ends.
type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }
func (timeoutError) Is(target error) bool {
	return target == context.DeadlineExceeded || target == os.ErrDeadlineExceeded || target == syscall.ETIMEDOUT
}

// canceledError is the end of a dial by its context; the cause stays reachable.
type canceledError struct{ cause error }

func (canceledError) Error() string        { return "operation was canceled" }
func (canceledError) Is(target error) bool { return target == context.Canceled }
func (e canceledError) Unwrap() error      { return e.cause }

// contextError is what an operation reports that the end of ctx has stopped.
func contextError(ctx context.Context) error {
	if ctx.Err() == context.DeadlineExceeded {
		return timeoutError{}
	}
	return canceledError{context.Cause(ctx)}
}

// dialError says which dial has failed. An error that says so already stays as it is.
func dialError(network string, source, addr net.Addr, err error) error {
	if _, ok := err.(*net.OpError); ok {
		return err
	}
	return &net.OpError{Op: "dial", Net: network, Source: source, Addr: addr, Err: err}
}

// attemptErrors are the errors of all attempts of a dial, the first being the
// one that counts.
type attemptErrors []error

func (e attemptErrors) Error() string {
	var text strings.Builder
	if first, ok := e[0].(*net.OpError); ok {
		text.WriteString(first.Err.Error())
	} else {
		text.WriteString(e[0].Error())
	}
	for _, err := range e[1:] {
		text.WriteString("; " + err.Error())
	}
	return text.String()
}

func (e attemptErrors) Unwrap() []error { return e }
func (e attemptErrors) Timeout() bool   { t, ok := e[0].(net.Error); return ok && t.Timeout() }
func (e attemptErrors) Temporary() bool { return e.Timeout() }

// joinAttempts makes one error of those of all attempts, nil for one that was
// not made. It is the error of the first address, with the others beneath it.
func joinAttempts(errs []error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	first, ok := errs[0].(*net.OpError)
	if len(errs) == 1 || !ok {
		return errs[0]
	}
	all := *first
	all.Err = attemptErrors(errs)
	return &all
}
