// Package stock has the components that every system needs, and the bridges
// between components and the interfaces of package io and package net.
//
// In reading order:
//
//   - [OneShot] sends one message, [TriggeredOneShot] sends it when asked.
//   - [Echo] sends back what it gets, on the goroutine of whoever sends.
//   - [RateControlledFileReader] sends a file at a rate, [SimpleReader] line by
//     line.
//   - [ConsoleReader] sends what a person types, [ConsoleEchoer] shows messages.
//   - [FromReader] and [ToWriter] make components of an io.Reader and an
//     io.Writer.
//   - [Reader], [Writer] and [Conn] make an io.ReadCloser, an io.WriteCloser and
//     a net.Conn of a component.
//
// Names and behaviour are those of Kamaelia 1.14; where this package differs,
// the comment of the type says so.
//
// # Concurrency
//
// Options are fields, set before Activate and not changed afterwards. A component
// is otherwise used through its boxes. The methods of Reader, Writer and Conn
// may be called by any goroutine at any time.
//
// A component that is told to stop Now ends at once wherever it waits: for
// space, for time, for input. One that is told to stop Drained first delivers
// what it has in hand, however long its receiver takes. The order that ended a
// component is passed on as its terminal message.
//
// A goroutine may outlive its component in one case: a read that cannot be
// interrupted, of a terminal or a file, by ConsoleReader or FromReader. It ends
// when that read returns.
package stock
