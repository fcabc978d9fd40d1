package main

import (
	"net"
	"strconv"
	"strings"
)

// parse reads a command line, the environment, which it goes before, and a configuration
// file, which both go before.
func parse(args, environment []string) (*options, error) {
	o := defaults()
	settings, words, err := split(allFlags, args)
	if err != nil {
		return o, err
	}
	inherited, err := fromEnvironment(allFlags, environment)
	if err != nil {
		return o, err
	}
	settings = append(inherited, settings...)
	for _, s := range settings {
		if s.name == "config" {
			o.config = s.value
		}
	}
	if o.config != "" {
		file, err := fromFile(allFlags, o.config)
		if err != nil {
			return o, err
		}
		settings = append(file, settings...)
	}
	given := map[string]bool{}
	for _, s := range settings {
		if err := s.apply(o); err != nil {
			return o, err
		}
		given[s.name] = !s.isOff()
	}
	if o.help || o.version {
		return o, nil
	}
	if err := o.address(words); err != nil {
		return o, err
	}
	return o, o.prepare(given)
}

// prepare checks the flags together, and makes what they ask for.
func (o *options) prepare(given map[string]bool) (err error) {
	if err = check(given); err != nil {
		return err
	}
	if o.listen && !given["connect-timeout"] {
		o.connectTimeout = 0 // clients come when they like
	}
	if err = o.openRecords(); err != nil {
		return err
	}
	if o.tls || o.starttls != "" {
		o.layer, err = tlsLayer(o)
	}
	return err
}

// address reads what is not a flag.
func (o *options) address(words []string) error {
	if len(words) == 0 && o.server != "" {
		words = strings.Fields(o.server) // of a file or the environment
	}
	if o.unix {
		if len(words) != 1 || words[0] == "" {
			return usage("-unix wants the path of a socket and nothing else")
		}
		o.path, o.port = words[0], 1 // which a client wants and nobody uses
		return nil
	}
	var port string
	if o.listen && len(words) == 0 && o.sourcePort != 0 {
		words = []string{strconv.Itoa(o.sourcePort)} // as some write it
	}
	if o.listen && len(words) == 1 && !strings.Contains(words[0], ":") {
		words = []string{"", words[0]}
	}
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
	if o.host == "" && !o.listen {
		return usage("no host")
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		n, err = net.LookupPort("tcp", port)
	}
	if err != nil || n < 1 || n > 65535 || port == "" {
		return usage("port " + strconv.Quote(port) + " is neither a number from 1 to 65535 nor a known service")
	}
	o.port = n
	return nil
}
