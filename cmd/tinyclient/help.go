package main

import "strings"

// usageText is the start of the help.
const usageText = `usage: tinyclient [flags] HOST PORT        or HOST:PORT, [IPV6]:PORT, -U PATH
Like nc -N: stdin to the server, the server to stdout, half close at the end of
the input, exit when the server closes. As in nc: -4 -6 -C -U -l -k -p -s -x and
-w TIME, which is for connecting only; -i TIME is for silence. Beyond nc:
  -r                  connect again after an outage, and send what was not sent
  -tls -ca F -pin P   TLS, verified; -starttls smtp|imap|pop3|ldap|postgres|xmpp
  -serial DEVICE,BAUD a serial line in the place of stdin and stdout
  -config F -events N flags from a file; what happens, in JSON on descriptor N
Exit status: 0 all delivered, 2 usage, 3 name, 4 refused, 5 unreachable, 6 time,
  7 reset, 8 local, 9 TLS, 10 proxy, 11 no name server, 130 interrupted, 1 else

`

// demoText is its end.
const demoText = `
tinyclient demo [-rate BYTES] [FILE] sends FILE, or itself, to an echo server of
its own and compares. tinyclient(1) says more.
`

// column is where the help begins to say what a flag does.
const column = 26

func helpText() string {
	var b strings.Builder
	b.WriteString(usageText)
	for _, f := range allFlags {
		line := "  "
		if f.short != "" {
			line += "-" + f.short + ", "
		}
		line += "-" + f.name
		if f.arg != "" {
			line += " " + f.arg
		}
		if len(line) >= column {
			b.WriteString(line + "\n")
			line = ""
		}
		b.WriteString(line + strings.Repeat(" ", column-len(line)) + f.text + "\n")
	}
	b.WriteString(demoText)
	return b.String()
}
