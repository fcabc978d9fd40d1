package blocking

import "net"

// setKeepAliveTimes does nothing: OpenBSD has these times for the whole system
// only, see net.inet.tcp.keepidle in sysctl(2).
func setKeepAliveTimes(fd int, c net.KeepAliveConfig) {}
