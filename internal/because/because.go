// Package because makes errors that say why, for packages that a device's program
// links: package fmt, which does it too, is 130 kB of that.
package because

import (
	"errors"
	"reflect"
)

// New returns an error with a text that matches each of causes, like one of fmt.Errorf
// with %w. The text is all there is: it has those of the causes if it should.
func New(text string, causes ...error) error {
	if len(causes) == 1 {
		return &one{text, causes[0]}
	}
	return &several{text, causes}
}

// Of returns "what: cause", which matches cause, like fmt.Errorf("what: %w", cause).
func Of(what string, cause error) error { return New(what+": "+cause.Error(), cause) }

// Unsupported says that v, such as a net.Conn, cannot do what.
func Unsupported(what string, v any) error {
	return Of(what+" of a "+TypeOf(v), errors.ErrUnsupported)
}

type one struct {
	text  string
	cause error
}

func (e *one) Error() string { return e.text }
func (e *one) Unwrap() error { return e.cause }

type several struct {
	text   string
	causes []error
}

func (e *several) Error() string   { return e.text }
func (e *several) Unwrap() []error { return e.causes }

// TypeOf names the type of v, like %T.
func TypeOf(v any) string {
	if v == nil {
		return "<nil>"
	}
	return reflect.TypeOf(v).String()
}
