//go:build !unix

package mobile_test

import "testing"

func deaf(t testing.TB) (port int32) {
	t.Skip("no way to fill a backlog")
	return 0
}
