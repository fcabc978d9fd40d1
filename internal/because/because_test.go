package because_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/because"
)

func TestNew(t *testing.T) {
	one, two := because.New("one", io.EOF), because.New("two", io.EOF, io.ErrNoProgress)
	require.EqualError(t, one, "one")
	require.Equal(t, io.EOF, errors.Unwrap(one))
	require.EqualError(t, two, "two")
	require.ErrorIs(t, two, io.EOF)
	require.ErrorIs(t, two, io.ErrNoProgress)
	require.NotErrorIs(t, two, io.ErrClosedPipe)
}

func TestOf(t *testing.T) {
	for want, got := range map[error]error{
		fmt.Errorf("read it: %w", io.ErrNoProgress):                  because.Of("read it", io.ErrNoProgress),
		fmt.Errorf("deadline of a %T: %w", t, errors.ErrUnsupported): because.Unsupported("deadline", t),
	} {
		require.EqualError(t, got, want.Error())
		require.Equal(t, errors.Unwrap(want), errors.Unwrap(got))
	}
}

func TestTypeOf(t *testing.T) {
	for _, v := range []any{nil, 1, "", io.EOF, []any{}, struct{}{}} {
		require.Equal(t, fmt.Sprintf("%T", v), because.TypeOf(v))
	}
}
