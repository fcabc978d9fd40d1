//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import "testing"

// requireKeepAliveTimes would need another option on each of these systems.
func requireKeepAliveTimes(t *testing.T, c *Conn, idle, interval, count int) {}
