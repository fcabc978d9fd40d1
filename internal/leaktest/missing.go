package leaktest

import (
	"os"
	"testing"
)

// Missing ends a test that lacks something of the machine: it is skipped, but
// where CI=true nothing may be left out and it fails.
func Missing(t testing.TB, what ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what...)
	}
	t.Skip(what...)
}
