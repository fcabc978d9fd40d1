package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestDemo(t *testing.T) {
	leaktest.Check(t)
	dir := t.TempDir()
	for _, size := range []int{0, 1, 300_000} {
		name := filepath.Join(dir, "file")
		require.NoError(t, os.WriteFile(name, noise(size), 0o600))
		r := do(nil, "demo", name, "-rate", "10000000")
		require.Zero(t, r.status, r.stderr)
		require.Empty(t, r.stderr, "no progress where there is no terminal")
		require.Contains(t, r.stdout, "\nidentical: ")
		require.Contains(t, r.stdout, "| RateControlledFileReader |")
		require.Contains(t, r.stdout, "     v\n  +-----------+\n  | TCPClient |\n")
		require.Contains(t, r.stdout, "flowchart LR")
	}
	do(nil, "demo", filepath.Join(dir, "missing")).fails(t, statusLocal, "missing: no such file or directory")
	do(nil, "demo", dir).fails(t, statusLocal, ": not a regular file")
}

func TestDemoOfItself(t *testing.T) {
	r := execute(t, nil, "demo", "-rate", "1000000000")
	require.Zero(t, r.status, r.stderr)
	require.Contains(t, r.stdout, "\nidentical: ")
}

func TestDifferent(t *testing.T) {
	var out strings.Builder
	err := compare(&out, "file", axon.Snapshot{}, "aa", "ab", 1)
	require.Equal(t, statusOther, failureOf(err).status)
	require.Contains(t, out.String(), "\ndifferent: ")
}

func TestProgressLine(t *testing.T) {
	for width, want := range map[int]string{
		79: " 50%  1.0 MB of 2.0 MB  2.0 MB/s  [####################--------------------]",
		60: " 50%  1.0 MB of 2.0 MB  2.0 MB/s  [############------------]",
		39: " 50%  1.0 MB of 2.0 MB  2.0 MB/s",
		30: " 50%  1.0 MB of 2.0 MB",
		20: " 50%  2.0 MB/s",
		12: " 50%",
		2:  " 5",
		-1: "",
	} {
		require.Equal(t, want, progressLine(width, 1_000_000, 2_000_000, time.Second/2), width)
	}
	require.Equal(t, "100%  0 B of 0 B  0 B/s", progressLine(30, 0, 0, 0))
}
