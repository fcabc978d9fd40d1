// Package threaded is Kamaelia's ThreadedTCPClient: a component with a connection
// to a TCP server that needs no readiness from the system, only sockets that
// block.
//
// [TCPClient] is all there is. Send to its inbox what goes to the server; what
// the server sends comes out of its outbox; orders to end go to its control, and
// errors and the news of its end come from its signal.
//
// # Concurrency
//
// One goroutine a connection reads and delivers, and waits in read(2). Senders
// write from their own goroutine; a second one exists only while the server is
// slower than they are, the connection is made or a handshake is.
package threaded
