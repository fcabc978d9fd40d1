// Package connection drives one stream socket between the boxes of a component,
// as package lifecycle says.
//
// A [Connection] has one goroutine, that of [Connection.Run], which reads and
// delivers. Senders write from their own; only what the socket does not take at
// once is left to a writer goroutine, which ends when nothing waits. Events may
// come from any goroutine ([Connection.Post]); the actions that follow are
// carried out one after the other and never wait.
//
// A connection that is launched ([Connection.Launch]) has no goroutine: a loop calls its
// reader and its writer when the socket is ready.
package connection
