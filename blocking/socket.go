package blocking

import "github.com/threadedtcp/threadedtcp/internal/stream"

// Socket is the engine's face of a connection: Receive, TrySend, Send,
// CloseWrite, Interrupt and Close, without deadlines.
//
// On Linux, Android, Apple's systems and the BSDs one Receive is one read(2)
// that waits in the kernel, so an idle connection costs one thread and never
// wakes up. Elsewhere it is a connection of package net beneath.
//
// One goroutine at a time may receive and one at a time may send; CloseWrite,
// Interrupt and Close may be called by any goroutine at any time. After
// Interrupt or Close the errors match net.ErrClosed.
type Socket = stream.Socket

// ErrWouldBlock is returned by Socket.TrySend when the socket cannot take all
// bytes now.
var ErrWouldBlock = stream.ErrWouldBlock
