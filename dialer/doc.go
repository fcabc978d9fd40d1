// Package dialer has the ways to reach a host that every client shares.
//
// [Way] opens a connection to a host within a time. Its DialContext is what a
// client takes as its Dial.
//
// # Concurrency
//
// A Way may be used by many goroutines at a time, and must not be changed meanwhile.
package dialer
