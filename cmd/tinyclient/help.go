package main

import "strings"

// usageText is the start of the help.
const usageText = `usage: tinyclient [flags] HOST PORT     or HOST:PORT, [IPV6]:PORT
       tinyclient demo [-rate BYTES] [FILE]
Like nc -N: standard input to the server, the server to standard output, half
close at the end of input, exit when the server closes, whether or not more
input would have come.
Exit status: 0 all delivered and closed in order, 2 usage, 3 name not found,
  4 refused, 5 unreachable, 6 timeout, 7 reset, 8 local input or output,
  9 TLS, 10 proxy, 11 no name server, 130 interrupted, 1 anything else
demo sends FILE (or itself) to an echo server of its own and compares.

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
	return b.String()
}
