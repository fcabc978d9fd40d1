package interop

import (
	"strconv"
	"syscall"
	"testing"
)

// The user that the proxies below let in where they ask for one.
const (
	ProxyUser     = "somebody"
	ProxyPassword = "secret"
)

// Dante is a SOCKS proxy that lets everybody in, and connects to every address but
// 127.0.0.2.
func Dante(t testing.TB) *Service {
	danted := Find(t, "danted", "-v")
	s := newService(t, "nobody", nil)
	config := s.write(t, "danted.conf", `
logoutput: stderr
internal: 127.0.0.1 port = PORT
external: 127.0.0.1
clientmethod: none
socksmethod: none
user.privileged: USER
user.unprivileged: USER
client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
socks block { from: 0.0.0.0/0 to: 127.0.0.2/32 }
socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
`)
	s.start(t, "", syscall.SIGTERM, danted, "-f", config, "-p", s.Dir+"/pid")
	return s
}

// Microsocks is a SOCKS proxy for ProxyUser only. It reads from no side while it
// writes to the other, so it can carry an echo of no more than sockets hold.
func Microsocks(t testing.TB) *Service {
	microsocks := look(t, "microsocks")
	s := newService(t, "nobody", nil)
	s.start(t, "", syscall.SIGTERM, microsocks, "-i", "127.0.0.1", "-p", strconv.Itoa(s.Port), "-u", ProxyUser, "-P", ProxyPassword)
	return s
}

// Tinyproxy is an HTTP proxy for ProxyUser only, which connects to every host but
// denied.test.
func Tinyproxy(t testing.TB) *Service {
	tinyproxy := Find(t, "tinyproxy", "-v")
	s := newService(t, "nobody", nil)
	s.write(t, "filter", "^denied\\.test$\n")
	config := s.write(t, "tinyproxy.conf", `
Port PORT
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 120
MaxClients 100
LogLevel Connect
Filter "DIR/filter"
BasicAuth `+ProxyUser+` `+ProxyPassword+`
`)
	s.start(t, "", syscall.SIGTERM, tinyproxy, "-d", "-c", config)
	return s
}

// Dnsmasq is a name server that knows server.test, at 127.0.0.1, and no other name
// below test.
func Dnsmasq(t testing.TB) *Service {
	dnsmasq := Find(t, "dnsmasq", "-v")
	s := newService(t, "nobody", nil)
	config := s.write(t, "dnsmasq.conf", `
port=PORT
listen-address=127.0.0.1
bind-interfaces
user=USER
group=GROUP
pid-file
no-resolv
no-hosts
local=/test/
address=/server.test/127.0.0.1
`)
	s.start(t, "", syscall.SIGTERM, dnsmasq, "-k", "-C", config, "--log-facility=-")
	return s
}
