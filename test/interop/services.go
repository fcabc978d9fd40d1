package interop

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// A Service is a foreign server on loopback that ends with the test. Everything it
// writes is below Dir, and Debian's own service of that name is not used.
type Service struct {
	Port int
	Dir  string

	user   string        // who it runs as, when this process is root
	settle time.Duration // how long a child of it may outlive it and write
}

// Exim takes mail for everybody, by STARTTLS as well, and keeps it in
// Dir/spool/input. Its TLS is GnuTLS.
func Exim(t testing.TB, i *pki.Identity) *Service {
	exim := Find(t, "exim4", "-bV")
	if os.Getuid() != 0 {
		leaktest.Missing(t, "exim is a daemon only for root and its own user")
	}
	s := newService(t, "Debian-exim", i)
	s.settle = 2 * time.Second // it logs a failed handshake that late
	s.mkdir(t, "spool")
	config := s.write(t, "exim.conf", `
primary_hostname = localhost
spool_directory = DIR/spool
log_file_path = DIR/%slog
pid_file_path = DIR/pid
local_interfaces = <; [127.0.0.1]:PORT
tls_advertise_hosts = *
tls_certificate = DIR/cert.pem
tls_privatekey = DIR/key.pem
keep_environment =
host_lookup =
queue_only
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin acl
`)
	s.start(t, "", syscall.SIGTERM, exim, "-bdf", "-C", config)
	return s
}

// Dovecot is an IMAP server for any user with the password "secret". They all
// share one mailbox. It asks for no TLS on loopback, but offers it.
func Dovecot(t testing.TB, i *pki.Identity) *Service { return dovecot(t, i, "imap") }

// DovecotPOP3 is the same for POP 3.
func DovecotPOP3(t testing.TB, i *pki.Identity) *Service { return dovecot(t, i, "pop3") }

func dovecot(t testing.TB, i *pki.Identity, protocol string) *Service {
	dovecot := Find(t, "dovecot", "--version")
	s := newService(t, "nobody", i)
	config := s.write(t, "dovecot.conf", strings.ReplaceAll(`
base_dir = DIR/run
state_dir = DIR/run
log_path = /dev/stderr
protocols = PROTOCOL
listen = 127.0.0.1
ssl = yes
ssl_cert = <DIR/cert.pem
ssl_key = <DIR/key.pem
default_internal_user = USER
default_internal_group = GROUP
default_login_user = USER
first_valid_uid = 0
mail_location = maildir:DIR/mail
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=USER gid=GROUP home=DIR
}
service PROTOCOL-login {
  chroot =
  inet_listener PROTOCOL {
    port = PORT
  }
  inet_listener PROTOCOLs {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`, "PROTOCOL", protocol))
	s.start(t, "", syscall.SIGTERM, dovecot, "-F", "-c", config)
	return s
}

// PostgreSQL lets the user postgres in without a password, over TLS only.
func PostgreSQL(t testing.TB, i *pki.Identity) *Service {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		leaktest.Missing(t, "PostgreSQL is not installed; run test/interop/setup")
	}
	bin := slices.Max(found)
	postgres := Find(t, filepath.Join(bin, "postgres"), "--version")
	s := newService(t, "postgres", i)
	data := filepath.Join(s.Dir, "data")
	initdb := s.command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", initdb, err, tail(out))
	}
	s.write(t, "data/pg_hba.conf", "hostssl all all 127.0.0.1/32 trust\n")
	s.start(t, "ready to accept connections", os.Interrupt, postgres, "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(s.Port), "-k", "",
		"-c", "fsync=off", "-c", "ssl=on",
		"-c", "ssl_cert_file="+filepath.Join(s.Dir, "cert.pem"), "-c", "ssl_key_file="+filepath.Join(s.Dir, "key.pem"))
	return s
}

// Slapd is an LDAP server without data, which offers TLS.
func Slapd(t testing.TB, i *pki.Identity) *Service {
	slapd := Find(t, "slapd", "-VV")
	s := newService(t, "openldap", i)
	config := s.write(t, "slapd.conf", `
pidfile DIR/pid
TLSCertificateFile DIR/cert.pem
TLSCertificateKeyFile DIR/key.pem
`)
	s.start(t, "", syscall.SIGTERM, slapd, "-d", "0", "-f", config, "-h", "ldap://127.0.0.1:"+strconv.Itoa(s.Port))
	return s
}

// Prosody is an XMPP server for localhost, which wants TLS before all else.
func Prosody(t testing.TB, i *pki.Identity) *Service {
	prosody := look(t, "prosody")
	s := newService(t, "prosody", i)
	config := s.write(t, "prosody.cfg.lua", `
pidfile = "DIR/pid"
data_path = "DIR"
interfaces = { "127.0.0.1" }
c2s_ports = { PORT }
s2s_ports = {}
c2s_require_encryption = true
modules_enabled = { "tls", "saslauth" }
modules_disabled = { "s2s" }
log = { { levels = { min = "error" }, to = "console" } }
ssl = { key = "DIR/key.pem", certificate = "DIR/cert.pem" }
VirtualHost "localhost"
`)
	s.start(t, "", syscall.SIGTERM, prosody, "-F", "--config", config)
	return s
}

// newService finds a port and makes a directory, which name owns, with the identity in
// it if there is one. Not t.TempDir: only its owner can enter that.
func newService(t testing.TB, name string, i *pki.Identity) *Service {
	t.Helper()
	s := &Service{}
	if os.Getuid() == 0 {
		s.user = name
		for _, need := range []string{"setpriv", "chown"} {
			if _, err := exec.LookPath(need); err != nil {
				leaktest.Missing(t, need+" is not installed")
			}
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	if s.Dir, err = os.MkdirTemp("", "interop"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A child of Exim's that ends after its parent makes its log anew.
		for range 20 {
			os.RemoveAll(s.Dir)
			time.Sleep(s.settle)
			if _, err := os.Stat(s.Dir); err != nil {
				return
			}
		}
		t.Errorf("%s does not go away", s.Dir)
	})
	s.own(t, s.Dir)
	if i != nil {
		s.put(t, "cert.pem", i.CertPEM())
		s.put(t, "key.pem", i.KeyPEM())
	}
	return s
}

func (s *Service) own(t testing.TB, path string) {
	t.Helper()
	if s.user == "" {
		return
	}
	if out, err := exec.Command("chown", s.user+":", path).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v %s", err, out)
	}
}

func (s *Service) mkdir(t testing.TB, name string) {
	t.Helper()
	path := filepath.Join(s.Dir, name)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	s.own(t, path)
}

// write makes a file of the service from text that says what it runs as and where.
func (s *Service) write(t testing.TB, name, text string) (path string) {
	t.Helper()
	who, err := user.Current()
	if s.user != "" {
		who, err = user.Lookup(s.user)
	}
	if err != nil {
		t.Fatal(err)
	}
	group, err := user.LookupGroupId(who.Gid)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.NewReplacer("DIR", s.Dir, "PORT", strconv.Itoa(s.Port), "USER", who.Username, "GROUP", group.Name).Replace(text)
	return s.put(t, name, []byte(text))
}

// put makes a file of the service as it is: in a certificate DIR may be three letters
// of its Base64.
func (s *Service) put(t testing.TB, name string, data []byte) (path string) {
	t.Helper()
	path = filepath.Join(s.Dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s.own(t, path)
	return path
}

// command is run as the service's own user.
func (s *Service) command(path string, args ...string) *exec.Cmd {
	if s.user != "" {
		path, args = "setpriv", append([]string{"--reuid=" + s.user, "--regid=" + gid(s.user), "--clear-groups", path}, args...)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = s.Dir
	return cmd
}

func gid(name string) string {
	u, err := user.Lookup(name)
	if err != nil {
		return name
	}
	return u.Gid
}

// start runs the service until the test ends, and returns when it takes
// connections and has written the text ready. The signal end lets it end its own
// children.
func (s *Service) start(t testing.TB, ready string, end os.Signal, path string, args ...string) {
	t.Helper()
	log, err := os.Create(filepath.Join(s.Dir, "output"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := s.command(path, args...)
	cmd.Stdout, cmd.Stderr = log, log // a file: its children may hold it open
	err = cmd.Start()
	log.Close()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Signal(end)
		select {
		case <-done:
		case <-time.After(patience / 4):
			t.Errorf("%s does not end", path)
			cmd.Process.Kill()
			<-done
		}
		if t.Failed() {
			said, _ := os.ReadFile(log.Name())
			t.Logf("%s:\n%s", path, tail(said))
		}
	})
	for end := time.Now().Add(patience / 4); ; {
		conn, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", s.Port))
		if err == nil {
			conn.Close()
			if said, _ := os.ReadFile(log.Name()); strings.Contains(string(said), ready) {
				return
			}
		}
		select {
		case <-done:
			t.Fatalf("%s ended before it listened", path)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not listen", path)
		}
	}
}
