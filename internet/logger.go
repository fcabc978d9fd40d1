package internet

import "context"

// A Logger is told of errors. *slog.Logger is one; package log/slog itself would bring
// encoding/json into every program, and reflection with it.
type Logger interface {
	// Warn is told what happened, and then names and values by turns.
	Warn(what string, args ...any)
}

type loggerKey struct{}

// WithLogger returns a context for axon.Activate and axon.Run, whose components of
// this package tell l of their errors, from any goroutine. Nothing is logged without it.
func WithLogger(ctx context.Context, l Logger) context.Context {
	return context.WithValue(ctx, loggerKey{}, l)
}

// warn tells the logger of ctx of an error, if there is one. A logger that panics, as a
// nil *slog.Logger does, is no end of anything.
func warn(ctx context.Context, caller string, err error) {
	defer func() { _ = recover() }()
	if l, ok := ctx.Value(loggerKey{}).(Logger); ok {
		l.Warn(err.Error(), "component", caller)
	}
}
