// Package threaded breaks its layer and a ban.
package threaded

import _ "github.com/threadedtcp/threadedtcp/selector"
