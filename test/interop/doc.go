// Package interop lets the project's client and server talk to peers that nobody
// here wrote: Kamaelia's SimpleServer and TCPClient, socat, curl, ab and OpenSSL, and
// the servers of Exim, Dovecot and PostgreSQL, the proxies Dante, microsocks and
// tinyproxy and the name server dnsmasq, each a [Service].
//
// [Client] and [Echo] are the two sides under test, as functions, so that one
// suite drives every implementation: [TestClient] runs a Client against every
// foreign echo server, [TestEcho] runs every foreign client against an Echo.
// [NetClient] and [NetEcho] are plain net.Conn code that prove the suite itself.
//
// The peers keep socket buffers at 16 KiB and exchange 50 MB, so both sides must
// read while they send. They are installed by the script setup beside this file.
package interop
