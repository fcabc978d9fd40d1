package main

// allFlags are the flags in the order of the help.
var allFlags = []flag{
	{short: "w", name: "connect-timeout", arg: "TIME", text: "give up connecting after TIME: 5s, 2m, 5; 0 never; 1m",
		set: func(o *options, v string) error { return setTime(&o.connectTimeout, v) }},
	{name: "version", text: "print version, engine, Go version and system",
		set: func(o *options, v string) error { return setToggle(&o.version, v) }},
	{short: "h", name: "help", text: "print this help",
		set: func(o *options, v string) error { return setToggle(&o.help, v) }},
}
