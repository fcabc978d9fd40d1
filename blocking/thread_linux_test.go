package blocking

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// systemCall is the number of the system call in which the kernel holds a
// thread, from /proc/PID/task/TID/syscall (proc(5)).
func systemCall(task string) string {
	text, _ := os.ReadFile("/proc/self/task/" + task + "/syscall")
	number, _, _ := strings.Cut(string(text), " ")
	return number
}

// TestWaitingReaderSitsInTheKernel looks at the readers' own threads: the
// engine's waits in read(2), the Conn's in ppoll(2).
func TestWaitingReaderSitsInTheKernel(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	own, err := os.ReadFile("/proc/thread-self/syscall")
	if err != nil {
		leaktest.Missing(t, "the kernel does not tell what a thread waits in: ", err)
	}
	if !strings.HasPrefix(string(own), strconv.Itoa(unix.SYS_READ)+" ") {
		return // the program is emulated: the kernel's numbers are another processor's
	}
	for name, c := range map[string]struct {
		read func(c *Conn) error
		in   int
	}{
		"socket": {func(c *Conn) error { return receiveOnce(c.Socket())() }, unix.SYS_READ},
		"conn":   {func(c *Conn) error { return readOnce(c)() }, unix.SYS_PPOLL},
	} {
		t.Run(name, func(t *testing.T) {
			eachOwnVariant(t, func(t *testing.T, p variant) {
				near, far := p.pair(t)
				tasks := make(chan string, 1)
				read := async(t, func() error {
					runtime.LockOSThread()
					tasks <- strconv.Itoa(unix.Gettid())
					return c.read(near)
				})
				task, in := <-tasks, ""
				for end := time.Now().Add(hang); in != strconv.Itoa(c.in); time.Sleep(time.Millisecond) {
					in = systemCall(task)
					require.True(t, time.Now().Before(end), "the thread is in system call %s, not %d", in, c.in)
				}
				far.Write([]byte("x"))
				require.NoError(t, read.wait())
			})
		})
	}
}

func TestExitThreadEndsThreads(t *testing.T) {
	leaktest.Check(t) // would find 8 more
	const readers = 40
	var fars []*Conn
	var waiting sync.WaitGroup
	for range readers {
		near, far := variant{network: "tcp"}.pair(t)
		fars = append(fars, far)
		waiting.Go(func() {
			defer ExitThread()
			receiveOnce(near.Socket())()
		})
	}
	for end := time.Now().Add(hang); countThreads(t) < readers && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if n := countThreads(t); n < readers {
		t.Errorf("%d threads, want one for each of %d readers", n, readers)
	}
	for _, far := range fars {
		far.Write([]byte("x"))
	}
	waiting.Wait()
}

func countThreads(t *testing.T) int {
	tasks, err := os.ReadDir("/proc/self/task")
	require.NoError(t, err)
	return len(tasks)
}

func TestPidsGroups(t *testing.T) {
	require.Equal(t, []string{"a/b", "a", ""}, trimAll(pidsGroups("0::/a/b\n")))
	require.Equal(t, []string{"pids/user", "pids"}, trimAll(pidsGroups("9:cpu,cpuacct:/x\n8:pids:/user\n1:name=systemd:/y\n")))
	require.Empty(t, pidsGroups("nonsense\n"))
}

func trimAll(dirs []string) []string {
	for i := range dirs {
		dirs[i] = strings.Trim(dirs[i], "/")
	}
	return dirs
}

func TestReadLimit(t *testing.T) {
	for text, want := range map[string]string{
		"max\n":                  "0 false",
		"123\n":                  "123 true",
		"":                       "0 false",
		"18446744073709551615\n": "2147483647 true",
	} {
		file := filepath.Join(t.TempDir(), "pids.max")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		n, ok := readLimit(file)
		require.Equal(t, want, fmt.Sprint(n, ok), "%q", text)
	}
}
