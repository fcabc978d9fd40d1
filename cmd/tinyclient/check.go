package main

// needs lists flags that mean something only with one of the others.
var needs = [][]string{
	{"retry-delay", "reconnect"},
	{"retry-max", "reconnect"},
	{"stable-time", "reconnect"},
	{"tries", "reconnect"},
	{"keep", "reconnect"},
	{"quiet", "reconnect"},
	{"keep-listening", "listen"},
	{"ca", "tls", "starttls"},
	{"cert", "tls", "starttls"},
	{"key", "cert"},
	{"servername", "tls", "starttls"},
	{"alpn", "tls", "starttls"},
	{"pin", "tls", "starttls"},
	{"tls-min", "tls", "starttls"},
	{"insecure", "tls", "starttls"},
	{"clock-floor", "tls", "starttls"},
	{"clock-file", "tls", "starttls"},
}

// excludes lists flags that contradict each other.
var excludes = [][2]string{
	{"insecure", "ca"},
	{"listen", "tls"},
	{"listen", "starttls"},
	{"listen", "reconnect"},
	{"listen", "proxy"},
	{"listen", "source"},
	{"listen", "dns"},
	{"tls", "starttls"},
	{"ipv4", "ipv6"},
	{"unix", "ipv4"},
	{"unix", "ipv6"},
	{"unix", "source"},
	{"unix", "source-port"},
	{"unix", "interface"},
	{"unix", "keepalive"},
	{"unix", "user-timeout"},
	{"unix", "dns"},
	{"unix", "proxy"},
	{"proxy", "ipv4"},
	{"proxy", "ipv6"},
}

// check finds flags that do not go together.
func check(given map[string]bool) error {
	for _, row := range needs {
		if given[row[0]] && !anyOf(given, row[1:]) {
			return usage("-" + row[0] + " means nothing without -" + row[1])
		}
	}
	for _, row := range excludes {
		if given[row[0]] && given[row[1]] {
			return usage("-" + row[0] + " and -" + row[1] + " contradict each other")
		}
	}
	return nil
}

func anyOf(given map[string]bool, names []string) bool {
	for _, name := range names {
		if given[name] {
			return true
		}
	}
	return false
}
