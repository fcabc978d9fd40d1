package internet

import (
	"context"
	"log/slog"
)

type loggerKey struct{}

// WithLogger returns a context for axon.Activate and axon.Run, whose components of
// this package tell l of their errors. Nothing is logged without it.
func WithLogger(ctx context.Context, l *slog.Logger) context.Context {
	return context.WithValue(ctx, loggerKey{}, l)
}

// warn tells the logger of ctx of an error, if there is one. A logger that panics
// is no end of anything.
func warn(ctx context.Context, caller string, err error) {
	defer func() { _ = recover() }()
	if l, ok := ctx.Value(loggerKey{}).(*slog.Logger); ok && l != nil {
		l.Warn(err.Error(), "component", caller)
	}
}
