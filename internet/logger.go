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

func logger(ctx context.Context) *slog.Logger {
	if l, ok := ctx.Value(loggerKey{}).(*slog.Logger); ok && l != nil {
		return l
	}
	return slog.New(slog.DiscardHandler)
}
