// Command tinyclient joins standard input and output to a TCP server, like
// netcat, and says by its exit status how it went.
//
//	tinyclient [flags] HOST PORT
//	tinyclient [flags] HOST:PORT
//	tinyclient [flags] [IPV6]:PORT
//	tinyclient demo [-rate BYTES] [FILE]
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
// # Flags
//
//	-w, -connect-timeout TIME   give up connecting after TIME, such as 5s, 2m or
//	                            5 (seconds); 0 leaves it to the system. 1m if not
//	                            given
//	-i, -idle-timeout TIME      end when nothing has come or gone for TIME
//	-total-timeout TIME         end after TIME, whatever there is to do
//	-r, -reconnect              connect again when that fails or the connection ends
//	-tls                        TLS; -ca, -cert, -key, -servername, -alpn, -pin,
//	                            -tls-min, -insecure, -clock-floor and -clock-file
//	                            say how
//	-version                    print version, engine, Go version and system
//	-h, -help                   print a short help
//
// Flags may also follow HOST and PORT, their values may follow =, and -- ends them.
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
//	8    standard input, standard output or a file failed
//	9    TLS failed: the handshake, or a certificate that was not accepted
//	130  interrupted (SIGINT, SIGTERM)
//
// Each but 0 and 130 comes with one line on standard error. An interrupt ends the
// connection in order, which takes a quarter of a second at most; a second one
// ends the program at once.
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
