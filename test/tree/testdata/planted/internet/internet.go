// Package internet reaches both paths.
package internet

import (
	_ "github.com/threadedtcp/threadedtcp/blocking"
	_ "github.com/threadedtcp/threadedtcp/selector"
)
