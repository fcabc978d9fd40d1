package main

import (
	"net"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// options are what the command line says.
type options struct {
	host    string
	port    int
	path    string // of a Unix socket, in place of host and port
	unix    bool
	network string // tcp, tcp4 or tcp6

	connectTimeout time.Duration // 0 means no limit, as for the others
	idleTimeout    time.Duration
	totalTimeout   time.Duration

	reconnect  bool
	retryDelay time.Duration
	retryMax   time.Duration
	stableTime time.Duration
	tries      int   // 0 means no limit
	keep       int64 // bytes
	quiet      bool

	source      string
	sourcePort  int
	device      string
	keepAlive   net.KeepAliveConfig
	noKeepAlive bool
	userTimeout time.Duration     // 0 means the system's
	nameServer  blocking.Resolver // nil for the system's
	proxy       string

	listen        bool
	keepListening bool
	door          *door // what these make, nil for none
	serial        serialLine

	tls        bool
	starttls   string // a protocol
	ca         string // files
	cert, key  string
	serverName string
	alpn       string
	pins       []string
	tlsMin     string
	insecure   bool
	clockFloor time.Time // zero means the time of the build
	clockFile  string
	layer      layer // what these make, nil for none

	crlf         bool
	rate, rateIn int64     // bytes a second, 0 means no limit
	hexDump, log string    // files
	records      []*record // what these make

	events   int // a descriptor, 0 for none
	verbose  bool
	progress bool
	graph    bool
	journal  *journal // what these make, nil for none

	sent, received meter // with a journal or progress

	config string // a file
	server string // in place of words on the command line

	help, version bool
}

func defaults() *options {
	return &options{
		connectTimeout: time.Minute,
		retryDelay:     time.Second,
		retryMax:       time.Minute,
		stableTime:     30 * time.Second,
		keep:           256 << 10,
		network:        "tcp",
		keepAlive:      net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3},
		userTimeout:    time.Minute,
	}
}

// target is the server as messages name it.
func (o *options) target() string {
	if o.path != "" {
		return o.path
	}
	return net.JoinHostPort(o.host, strconv.Itoa(o.port))
}
