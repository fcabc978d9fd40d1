// Package conversation plays scripts of what a client and a server say to each
// other, so that every client, in whatever language it is used, runs the same ones.
//
// The scripts are in test/testdata/conversations, a step a line:
//
//	client|server sends TEXT|N bytes      without waiting for it to arrive
//	client|server receives TEXT|N bytes   exactly that, next
//	client finishes                       its side, once all is sent, and reads on
//	client closes                         at once
//	client secures                        by makessl, behind what it has sent
//	client is secured
//	client ended REASON
//	server finishes                       its side
//	server closes|resets
//	server secures                        as TLS's server, or "in vain"
//	server receives end
//	server is disconnected                sooner or later
//	server is away                        from the beginning: nobody listens
//	server has another certificate
//	client begins with TEXT|N bytes       the initial message, from the beginning
//	client begins secured
//
// TEXT is quoted as in Go and Java, with \xHH for bytes. N bytes are the first N of
// those that [Pattern] returns. REASON is "in order", "by the server", "reset",
// "refused", "untrusted" or "cancelled". Lines that begin with # are for the reader.
// At the end of a script nothing may be left that was received and not expected.
package conversation
