package interop

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// Find returns where a command of Debian's is, also one that only root has in its
// path, and logs its version. The test is skipped when it is missing.
func Find(t testing.TB, name string, version ...string) string {
	t.Helper()
	path := look(t, name)
	out, _ := Output(t, nil, path, version...)
	line, _, _ := strings.Cut(string(out), "\n")
	t.Logf("%s: %s", name, line)
	return path
}

// look is Find for a command that does not say its version.
func look(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + name)
	}
	if err != nil {
		leaktest.Missing(t, name+" is not installed; run test/interop/setup")
	}
	return path
}

// Output runs a command to its end, which must be a good one, and returns what it
// has written to its standard output and error.
func Output(t testing.TB, input []byte, path string, args ...string) (stdout, stderr []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", cmd, err, tail(out.Bytes()), tail(said.Bytes()))
	}
	return out.Bytes(), said.Bytes()
}

func tail(b []byte) []byte { return b[max(0, len(b)-4096):] }

// SClient runs OpenSSL's s_client until as much came back as was sent. It would
// close the connection at the end of its input, and not read what is on the way.
func SClient(t testing.TB, openssl string, send []byte, args ...string) (back []byte, said string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, openssl, append([]string{"s_client", "-nocommands"}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wrote := make(chan error, 1)
	go func() {
		_, err := in.Write(send)
		wrote <- err
	}()
	back = make([]byte, len(send))
	n, err := io.ReadFull(out, back)
	in.Close()
	more, _ := io.ReadAll(out)
	err = errors.Join(err, <-wrote, cmd.Wait())
	if err != nil {
		t.Fatalf("%s: %v after %d bytes\n%s", cmd, err, n, tail(stderr.Bytes()))
	}
	return append(back, more...), stderr.String()
}
