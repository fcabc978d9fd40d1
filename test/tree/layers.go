package tree

// A Layer says what one package may import beside the standard library. Paths are
// relative to the module; a path covers what lies below it.
type Layer struct {
	Package  string
	May      []string // packages of the project
	External []string // packages of others
	Why      string
}

const (
	sys     = "golang.org/x/sys"
	xnet    = "golang.org/x/net"
	xmobile = "golang.org/x/mobile"
	testify = "github.com/stretchr/testify"
	scripts = "github.com/rogpeppe/go-internal"
)

// Layers is the table of design, bottom first. A package that exists and has no
// row is a finding too.
var Layers = []Layer{
	{Package: "internal/because", Why: "errors with causes, for packages that a device links, which package fmt is too large for"},
	{Package: "internal/stack/early", May: []string{"internal/stack"}, Why: "it is initialised before all others only while it depends on none of them"},
	{Package: "internal/stack", Why: "room on the stack of who has just begun, for who knows that it goes deep"},
	{Package: "axon", May: []string{"internal/because"}, Why: "the kernel knows components and boxes only"},
	{Package: "platforms/boards", External: []string{sys}, Why: "the first process of a board, with nothing beside it"},
	{Package: "platforms", May: []string{"platforms"}, Why: "a table that every script may build at once"},
	{Package: "internal/lifecycle", May: []string{"axon"}, Why: "the state table is a pure function: no sockets, no clocks"},
	{Package: "internal/stream", May: []string{"internal/because", "axon"}, Why: "both paths stand on it, so it knows neither"},
	{Package: "internal/connection", May: []string{"internal/because", "internal/stack", "axon", "internal/lifecycle", "internal/stream"}, Why: "one driver of connections for every client and server, whatever made the socket"},
	{Package: "internal/leaktest", Why: "counts what a test leaves behind, of any package"},
	{Package: "blocking", May: []string{"internal/because", "axon", "internal/stream"}, External: []string{sys}, Why: "sockets whose calls wait, usable without any component"},
	{Package: "selector", May: []string{"internal/because", "axon", "internal/stream"}, External: []string{sys}, Why: "readiness, independent of the blocking path"},
	{Package: "stock", May: []string{"internal/because", "internal/stack", "axon"}, Why: "components that every system needs, whatever its connections"},
	{Package: "secure", May: []string{"axon", "internal/stream"}, Why: "the TLS upgrade is a value that clients know as an interface"},
	{Package: "dialer", May: []string{"internal/because", "axon", "blocking", "internal/stream"}, External: []string{xnet}, Why: "ways to reach a host, shared by every client, so it knows no client"},
	{Package: "threaded", May: []string{"axon", "blocking", "dialer", "internal/stream", "internal/connection"}, Why: "one goroutine a connection, for who wants no selector"},
	{Package: "internet", May: []string{"axon", "stock", "blocking", "selector", "dialer", "internal/stream", "internal/connection"}, Why: "servers and clients over one path"},
	{Package: "mobile", May: []string{"axon", "blocking", "selector", "stock", "secure", "dialer", "threaded", "internet", "internal"}, External: []string{sys, xmobile}, Why: "the face for apps stands on everything but commands and tests"},
	{Package: "cmd", May: []string{"cmd", "axon", "blocking", "selector", "stock", "secure", "dialer", "threaded", "internet", "internal"}, External: []string{sys}, Why: "a device's program has nothing to do with phones and tests"},
	{Package: "examples", May: []string{"axon", "stock", "secure", "internet"}, Why: "programs as a user writes them, who has no more than the public packages"},
	{Package: "test/proc", Why: "tests of any package read with it what the kernel counts, also those inside a package"},
	{Package: "test/pki", Why: "tests of any package make certificates with it, also those inside a package"},
	{Package: "test", May: []string{""}, External: []string{sys, xnet, testify, scripts}, Why: "tests may use everything"},
}

// A Ban refuses an import. Package "" means every package but those in Except.
type Ban struct {
	Package string
	Except  []string
	Import  string
	Direct  bool // refused in the package itself only, not at a distance
	Why     string
}

// Bans refuses what the table of layers cannot see: the standard library, and
// imports through others.
var Bans = []Ban{
	{Package: "axon", Import: "net", Why: "the kernel runs where there is no network"},
	{Package: "threaded", Import: "selector", Why: "the threaded client exists for systems without readiness"},
	{Package: "threaded", Import: "internet", Why: "the threaded client does not link servers"},
	{Package: "cmd/tinyclient", Import: "selector", Why: "one connection needs no loop, and -version says that none drives it"},
	{Package: "cmd/tinyclient", Import: "internet", Why: "so no build tag changes what -version says of its engine"},
	{Package: "blocking", Import: "selector", Why: "each path stands alone"},
	{Package: "selector", Import: "blocking", Why: "each path stands alone"},
	{Package: "threaded", Import: "crypto/tls", Why: "who does not import secure does not pay a megabyte for TLS"},
	{Package: "internet", Import: "crypto/tls", Why: "who does not import secure does not pay a megabyte for TLS"},
	{Except: []string{"secure", "test"}, Import: "crypto/tls", Direct: true, Why: "TLS reaches clients as an upgrade value that only secure makes"},
	{Package: "internet", Import: "log/slog", Why: "whatever has its Warn will do as a logger, and who passes a slog.Logger links it"},
	{Package: "mobile", Import: "log/slog", Why: "it brings encoding/json, together a third of a megabyte of an app"},
	{Package: "mobile", Import: "encoding/json", Why: "apps have their own, and Go's is reflection over every type"},
	{Package: "mobile", Import: "text/template", Why: "it calls methods by name, so that the linker keeps all that are exported"},
	{Package: "mobile", Import: "net/http", Why: "a proxy's CONNECT is one line, and HTTP is megabytes"},
	{Package: "mobile", Import: "regexp", Why: "delimiters are bytes, and the tables of Unicode are large"},
	{Package: "dialer", Import: "net/url", Why: "the URL of a proxy has four parts, and the rest of URLs is 20 kB without TLS"},
	{Except: []string{"test", "internal/leaktest"}, Import: "testing", Why: "what ships carries no test code"},
}

// Tagged is the package that only builds with its tag link. Such a build links the
// blocking path too: the options of sockets are its, its sockets are what the loop
// drives, and what leaves the loop for TLS waits in them.
var Tagged = struct{ Package, Tag, Why string }{"selector", "selector", "who does not ask for a loop does not link one"}
