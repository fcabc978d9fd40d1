// Package axon breaks a ban: the kernel must not import net.
package axon

import _ "net"
