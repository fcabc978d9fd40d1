// Package dialer has the ways to reach a host that every client shares.
//
// In reading order:
//
//   - [Way] opens a connection to a host within a time, by a name server of its
//     own if it is given one.
//   - [Proxy] opens it by way of a SOCKS 5 or HTTP proxy.
//   - [Backoff] says how long to wait before the next try, and [Wait] waits.
//
// A Way's and a Proxy's DialContext are what a client takes as its Dial. They
// can stand on one another: a Proxy is reached by a Way, whose Dial may be that of
// another Proxy.
//
// # Concurrency
//
// A Way and a Proxy may be used by many goroutines at a time, and must not be
// changed meanwhile. A Backoff belongs to one goroutine.
package dialer
