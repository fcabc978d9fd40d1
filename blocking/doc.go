// Package blocking makes stream sockets whose calls wait in the kernel, for
// programs in which a thread that waits is the simplest thing that works.
//
// In reading order:
//
//   - [Dialer] opens connections, to a host with several addresses by racing
//     them; [Dial] is its short form.
//   - [Conn] is such a connection as a net.Conn, with half close and deadlines.
//   - [Socket] is the engine's face of the same connection: one read(2) for each
//     Receive, no deadlines, ended by Interrupt or Close alone.
//   - [ListenConfig] opens a [Listener], a net.Listener; [Listen] is its short form.
//   - [Budget] counts the threads that all of these may block, and refuses with
//     [ErrThreadBudget] what would be too many; [MaxThreads] is what the system
//     can bear.
//   - [ExitThread] gives back the thread of a goroutine that has waited.
//
// On Linux, Android, macOS, iOS and the BSDs a descriptor is this package's own,
// and O_NONBLOCK is clear on it. On all other systems the same API lies over
// package net, and under js and wasip1, which have no sockets, every dial and every
// listen answers with errors.ErrUnsupported.
//
// # Concurrency
//
// Every method of Dialer, ListenConfig, Conn, Listener and Budget may be called
// by any goroutine at any time. A Socket has one receiver and one sender at a
// time; its other methods may be called by any goroutine. Nothing here keeps a
// goroutine: those that a dial starts have ended when it returns.
//
// Close and Interrupt never wait, and wake every call that does. The descriptor
// is closed when the last call on it has returned, so no call ever meets another
// connection under its number.
//
// A call that waits holds a thread, some 20 KB of memory, for as long as it
// waits. The runtime ends the program at the 10,000th.
package blocking
