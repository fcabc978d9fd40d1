package main

import (
	"errors"
	"flag"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

const help = `usage: tinyclient [-w TIME] HOST PORT     or HOST:PORT, [IPV6]:PORT
       tinyclient demo [-rate BYTES] [FILE]
Like nc -N: standard input to the server, the server to standard output, half
close at the end of input, exit when the server closes, whether or not more
input would have come.
  -w TIME    give up connecting after TIME: 5s, 2m, 5 (seconds); 0 never; 1m
  -version   version, engine, Go version, system
Exit status: 0 all delivered and closed in order, 2 usage, 3 name not found,
  4 refused, 5 unreachable, 6 timeout, 7 reset, 8 local input or output,
  130 interrupted, 1 anything else
demo sends FILE (or itself) to an echo server of its own and compares.
`

// options are what the command line says.
type options struct {
	host          string
	port          int
	wait          time.Duration // 0 means no limit
	help, version bool
}

// target is the server as messages name it.
func (o options) target() string { return net.JoinHostPort(o.host, strconv.Itoa(o.port)) }

func parse(args []string) (options, error) {
	o := options{wait: time.Minute}
	flags := newFlags()
	flags.Func("w", "", func(s string) (err error) {
		o.wait, err = parseWait(s)
		return err
	})
	flags.BoolVar(&o.version, "version", false, "")
	words, err := parseFlags(flags, args)
	if err == flag.ErrHelp {
		o.help = true
		return o, nil
	}
	if err != nil {
		return o, err
	}
	if o.version {
		return o, nil
	}
	err = o.address(words)
	return o, err
}

func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("tinyclient", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags lets flags stand also behind the other words, which it returns.
func parseFlags(flags *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := flags.Parse(args); err == flag.ErrHelp {
			return nil, err
		} else if err != nil {
			return nil, usage(err.Error())
		}
		rest := flags.Args()
		if len(rest) == 0 {
			return words, nil
		}
		if n := len(args) - len(rest); n > 0 && args[n-1] == "--" {
			return append(words, rest...), nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}

func parseWait(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if seconds, e := strconv.ParseFloat(s, 64); e == nil {
		d, err = time.Duration(seconds*float64(time.Second)), nil
		if !(seconds >= 0 && seconds <= 1e9) {
			d = -1
		}
	}
	if err != nil || d < 0 {
		return 0, errors.New("say a time such as 5s, 2m or 5")
	}
	return d, nil
}

func (o *options) address(words []string) error {
	var port string
	switch len(words) {
	case 0:
		return usage("no host and port")
	case 1:
		host, p, err := net.SplitHostPort(words[0])
		if err != nil && strings.Count(words[0], ":") > 1 {
			return usage("an IPv6 address and a port are written [" + strings.Trim(words[0], "[]") + "]:PORT")
		}
		if err != nil {
			return usage("no port: say " + words[0] + " PORT")
		}
		o.host, port = host, p
	case 2:
		o.host, port = words[0], words[1]
		if h := o.host; strings.HasPrefix(h, "[") && strings.HasSuffix(h, "]") {
			o.host = h[1 : len(h)-1]
		}
	default:
		return usage("more than a host and a port: " + strings.Join(words[2:], " "))
	}
	if o.host == "" {
		return usage("no host")
	}
	n, err := net.LookupPort("tcp", port)
	if err != nil || n < 1 || n > 65535 || port == "" {
		return usage("port " + strconv.Quote(port) + " is neither a number from 1 to 65535 nor a known service")
	}
	o.port = n
	return nil
}
