// Package stream holds what every path shares about one connection: the
// [Socket] interface that connection components drive, and [Wrap], which
// brings any net.Conn under it.
package stream
