package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asProgram makes the test binary be tinyclient.
const asProgram = "TEST_AS_TINYCLIENT"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program returns the real program as a process to start.
func program(t *testing.T, args ...string) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.WaitDelay = time.Second // of a pipe that a test keeps open
	return cmd
}

type result struct {
	status         int
	stdout, stderr string
}

// execute runs the real program to its end.
func execute(t *testing.T, stdin io.Reader, args ...string) result {
	t.Helper()
	cmd := program(t, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	return result{statusOf(t, cmd.Run()), stdout.String(), stderr.String()}
}

func statusOf(t *testing.T, err error) int {
	t.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		require.True(t, exit.Exited(), "%v", exit)
		return exit.ExitCode()
	}
	require.NoError(t, err)
	return 0
}

// fails checks the status and that stderr is one line, which has text.
func (r result) fails(t *testing.T, status int, text string) {
	t.Helper()
	require.Equal(t, status, r.status, r.stderr)
	require.Contains(t, r.stderr, text)
	require.True(t, strings.HasPrefix(r.stderr, "tinyclient: "), r.stderr)
	require.Equal(t, 1, strings.Count(r.stderr, "\n"), r.stderr)
	require.True(t, strings.HasSuffix(r.stderr, "\n"), r.stderr)
}

// do runs the program within this process.
func do(stdin io.Reader, args ...string) result {
	var stdout, stderr bytes.Buffer
	status := run(args, stdin, &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}
