// Command tinyclient joins standard input and output to a TCP server, like
// netcat, and says by its exit status how it went.
//
//	tinyclient [flags] HOST PORT
//	tinyclient [flags] HOST:PORT
//	tinyclient [flags] [IPV6]:PORT
//	tinyclient [flags] -U PATH
//	tinyclient [flags] -l [HOST] PORT
//	tinyclient demo [-rate BYTES] [FILE]
//
// tinyclient -h lists the flags, and tinyclient.1 beside this file is the manual. This
// page says how it is built.
//
// Standard input goes to the server, what the server sends to standard output.
// At the end of the input it half-closes the connection, so that the server sees
// an end of file, and goes on reading, for as long as the server takes. It exits
// when the server closes. Input that has not come by then is not waited for: a
// pipe that is open and empty at that moment counts as delivered. Input that was
// there and was not sent is named, and is a failure.
//
// PORT is a number or the name of a service, such as http. HOST is a name or an
// address; of a name with several addresses the first to answer is taken. A host
// that is called demo is written demo:PORT.
//
// # Components
//
// The program is a Pipeline, whose middle the flags choose:
//
//	FromReader -> CRLF -> Tap -> Rate -> Meter -> client -> Meter -> Tap -> ToWriter
//
// The client is a threaded.TCPClient or, with -reconnect or -keep-listening, a [Redial],
// which makes one after the other. All between is a filter, of which there are those that
// are asked for. Before and behind it all stands standard input and output, or a serial
// line. -graph draws it.
//
// How a connection is made is one function, options.dial: by address, proxy or Unix
// socket, or by letting a client in; then STARTTLS and TLS, as a layer; then the idle
// time-out. TLS is linked by tls.go only, which the tag notls leaves out: the flags stay,
// and refuse.
//
// The flags are one table, allFlags, which the command line, the environment, files and
// the help read; check.go says which do not go together.
//
// # Connecting again
//
// With -reconnect a connection is made again when it could not be made, was lost, or
// was closed by the server while there is, or may still be, input to send. The delay
// before is -retry-delay, then twice as long each time up to -retry-max, less a random
// half; it is short again once a connection has lasted -stable-time. What the system
// had not taken of the input by then is sent first by the next connection; up to -keep
// bytes of the input wait meanwhile, and then standard input does. What the system had
// taken is not sent again: whether it has arrived only the server can say.
//
// # Exit status
//
//	0    all input that had come was delivered, and the server closed in order
//	1    any other failure, such as a server that closed before it was sent
//	     all of the input
//	2    wrong usage
//	3    the host name was not found
//	4    the connection was refused
//	5    host or network cannot be reached
//	6    the connection timed out
//	7    the connection was reset
//	8    standard input, standard output, a file, a serial line or an address to
//	     listen on failed
//	9    TLS failed, or a certificate was not accepted
//	10   the proxy cannot be reached or refuses
//	11   there is no name server to ask
//	130  interrupted (SIGINT, SIGTERM)
//
// Each but 0 and 130 comes with one line on standard error. An interrupt ends the
// connection in order, which takes a quarter of a second at most; a second one
// ends the program at once, and so does one in the first 5 milliseconds.
//
// That the input was delivered means that the system took it and the server
// ended the connection without a reset; only an answer can say that the server
// has read it. A standard output that was closed before the start is the null
// device to a Go program, and does not fail.
//
// # Demo
//
// Demo needs nothing but the program: it starts an echo server on loopback, sends
// it FILE, or its own executable, through the pipeline
//
//	Pipeline(RateControlledFileReader(FILE), TCPClient(HOST, PORT), ToWriter)
//
// and prints the components as text and for Mermaid, the SHA-256 sums of what is
// in the file and of what came back (CRC-32 in a program without TLS), and "identical" (status 0) or "different"
// (status 1). On a terminal it shows its progress. -rate is in bytes a second; if
// not given, it is such that the file takes two seconds.
package main
