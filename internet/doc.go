// Package internet has Kamaelia's components for both ends of TCP connections:
// [TCPClient], [ConnectedSocketAdapter], [TCPServer], [SimpleServer] and
// [ServerCore].
//
// A server makes one component for each connection and links it to an adapter of
// the socket:
//
//	server := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 1601)
//	err := axon.Run(ctx, server)
//
// In programs built with the tag selector one loop, that of package selector, drives
// the connections, and none has a goroutine; see [Engine]. A handler may wait there as
// anywhere: it holds up nobody but its own connection. After makessl a connection
// has goroutines of its own.
//
// Boxes that only one path needs exist in every build, so that a system links the same
// way; each says so.
package internet
