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
// Boxes that only the selector path needs exist here too, so that a system links
// the same way in every build; each says so.
package internet
