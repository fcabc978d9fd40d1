// Package secure brings TLS to connections, as upgrade values that a program
// sends to the makessl box of a client, an accepted connection or an adapter.
//
// In reading order:
//
//   - [Client] and [Server] make an [Upgrade] of a tls.Config.
//   - [Options] makes one of plain values: roots and certificates in PEM, pins,
//     names.
//   - [After] is how a server agrees to one in mid-stream.
//   - [Secured] is what a handshake has negotiated.
//   - [HandshakeError] is every error of a handshake; its text says what to do.
//   - [Pin] names the key of a certificate, for [Options].
//
// A program that does not import this package links no TLS. One that does need
// not call it: what names no upgrade then gets that of Client(nil).
//
// # What a handshake proves
//
// To a client, that the peer holds the key of a certificate which a trusted root
// has issued for the name that was dialled (RFC 5280, RFC 9525). To a server
// that asked for certificates of clients, the same without the name.
//
// In TLS 1.3 a client has ended its handshake before the server looks at the
// certificate of the client (RFC 8446 section 2). When the server refuses it,
// the client's first read says so and not the handshake.
//
// # Concurrency
//
// An Upgrade may be used by many goroutines and for many connections at a time.
// Nothing here keeps a goroutine.
package secure
