package main

import (
	"net"
	"strconv"
	"time"
)

// options are what the command line says.
type options struct {
	host string
	port int

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

	tls        bool
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

	rate int64 // of the demo, in bytes a second

	help, version bool
}

func defaults() options {
	return options{
		connectTimeout: time.Minute,
		retryDelay:     time.Second,
		retryMax:       time.Minute,
		stableTime:     30 * time.Second,
		keep:           256 << 10,
	}
}

// target is the server as messages name it.
func (o options) target() string { return net.JoinHostPort(o.host, strconv.Itoa(o.port)) }
