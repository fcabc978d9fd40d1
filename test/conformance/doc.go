// Package conformance holds what the project promises, one test an id, as
// exported functions, so that every path and target runs the same ones.
//
// Ids are those of the tests of Kamaelia's Axon (CMP, LNK, PO, CHN, BOX, THR, CAT,
// PIP, GRA), those of connections and servers (C, S), and KRN and CON for promises
// of this kernel and its connections that Kamaelia never made. [Table] lists all of
// them, the ones that are left out with the reason. In reading order:
//
//   - [Kernel] runs the kernel's promises; they are in the file of their group.
//   - [Connections] runs those of a connection on the clients of a [Factory].
//   - [Promises] lists them, and [Run] runs such a list.
//   - [Groups] says which ids there are, which were adapted, and how.
//
// Print the table with
//
//	go test ./test/conformance -run TestTable -v
//
// A kernel promise runs in a bubble of testing/synctest: that a Send waits is seen,
// not timed, and what would wait forever fails at once. Whatever the bubble cannot
// see, such as a mutex that is never released, ends the program after
// CONFORMANCE_PATIENCE (a duration, 30s unless set) and counts as a failure of the
// promise that hung.
//
// Connections are real ones, on loopback, with small buffers in the kernel; there,
// too, nothing is timed but what is promised in time, and that generously.
package conformance
