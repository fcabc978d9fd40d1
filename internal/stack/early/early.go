// Package early makes room on the stack of the main goroutine when a program that imports
// it starts: before the other packages are initialised, since it depends on none of them.
package early

import "github.com/threadedtcp/threadedtcp/internal/stack"

func init() { stack.To32K() }
