package axon

import (
	"context"
	"log/slog"
)

type loggerKey struct{}

// WithLogger returns a context for Activate and Run, whose components tell l what
// has no other way out. Nothing is logged without it.
func WithLogger(ctx context.Context, l *slog.Logger) context.Context {
	return context.WithValue(ctx, loggerKey{}, l)
}

// Logger returns the logger of a component's context, one that discards if there
// is none.
func Logger(ctx context.Context) *slog.Logger {
	if l, ok := ctx.Value(loggerKey{}).(*slog.Logger); ok && l != nil {
		return l
	}
	return slog.New(slog.DiscardHandler)
}
