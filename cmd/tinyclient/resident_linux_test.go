package main

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/proc"
)

func TestUnchangedMappings(t *testing.T) {
	long := strings.Repeat("/long", 200)
	const counts = "Size:                 16 kB\nRss:                   8 kB\nAnonymous:      "
	smaps := "00400000-00549000 r-xp 00000000 08:01 1051   " + long + "\n" + counts + "       0 kB\nVmFlags: rd ex mr mw me dw\n" +
		"00549000-00703000 r--p 00149000 08:01 1051   /a name with spaces\n" + counts + "       0 kB\n" +
		"00703000-00704000 r--p 00303000 08:01 1051   /relocated\n" + counts + "       4 kB\n" +
		"00704000-00713000 rw-p 00303000 08:01 1051   /data\n" + counts + "       0 kB\n" +
		"b6f00000-b6f01000 r-xp 00000000 00:00 0      [vdso]\n" + counts + "       0 kB\n"
	require.Equal(t, []mapping{{0x400000, 0x549000}, {0x549000, 0x703000}}, unchanged(strings.NewReader(smaps)))
	require.Empty(t, unchanged(strings.NewReader("what\nis\n\nthis")))
}

// TestMemoryIsGivenBack looks at the program itself.
func TestMemoryIsGivenBack(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps"); err != nil {
		leaktest.Missing(t, "counts of mappings:", err)
	}
	cmd := program(t, "127.0.0.1", serve(t, echo))
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	talk := func() {
		io.WriteString(in, "hello")
		_, err := io.ReadFull(out, make([]byte, 5))
		require.NoError(t, err)
	}
	talk()
	before := residentOfFiles(t, cmd.Process.Pid)
	require.Eventually(t, func() bool { return 3*residentOfFiles(t, cmd.Process.Pid) < 2*before }, time.Minute, 10*time.Millisecond)
	talk()
	require.NoError(t, in.Close())
	require.Zero(t, statusOf(t, cmd.Wait()))
}

// residentOfFiles is in kB, see proc_pid_status(5).
func residentOfFiles(t *testing.T, pid int) int {
	n, err := proc.Field(pid, "status", "RssFile")
	require.NoError(t, err)
	return n
}
