package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const good = `[    0.0] Linux
start tinyclient 10.0.2.2 4000
STEP clear 0 3 aa 3 aa 2048 1500
INIT-OK after 1.25 s
`

func TestReadTakesWhatTheBoardSays(t *testing.T) {
	r, err := board{}.read(strings.NewReader(good + "[    1.3] reboot: Power down\n"))
	require.NoError(t, err)
	require.Equal(t, "1.25 s", r.uptime)
	require.Equal(t, []report{{"clear", "0", 3, 3, "aa", "aa", 2048, 1500 * time.Millisecond}}, r.reports)

	_, err = board{}.read(strings.NewReader("INIT-FAIL no network interface after 1m0s\n"))
	require.EqualError(t, err, "no network interface after 1m0s")
	_, err = board{}.read(strings.NewReader("Kernel panic\n"))
	require.ErrorContains(t, err, "has not said")
	_, err = board{}.read(strings.NewReader("STEP clear\n"))
	require.Error(t, err)
}

// A board that says what it has not done is found out by what the server has seen.
func TestJudgeBelievesNobodyAlone(t *testing.T) {
	far, err := startServers()
	require.NoError(t, err)
	defer far.close()
	far.names.questions.Store(1)
	far.clear.latest = seen{3, "aa"}
	all := []step{{"clear", 3, nil, far.clear, once}}
	honest := report{"clear", "0", 3, 3, "aa", "aa", 2048, time.Second}
	judge := func(r ...report) error {
		_, err := board{}.judge("kernel", record{reports: r}, all, far)
		return err
	}
	require.NoError(t, judge(honest))
	require.ErrorContains(t, judge(), "0 of 1")
	for text, change := range map[string]func(*report){
		"reported as":   func(r *report) { r.name = "name" },
		"bytes sent":    func(r *report) { r.received = 2 },
		"sums differ":   func(r *report) { r.receivedSum = "ab" },
		"no memory":     func(r *report) { r.memory = 0 },
		"exit status 4": func(r *report) { r.status = "4" },
	} {
		r := honest
		change(&r)
		require.ErrorContains(t, judge(r), text)
	}
	r := honest
	r.sentSum, r.receivedSum = "bb", "bb" // not what the server has
	require.ErrorContains(t, judge(r), "sums differ")
	far.names.questions.Store(0)
	require.ErrorContains(t, judge(honest), "no name was looked up")
}

func TestLeavingServerComesBack(t *testing.T) {
	s, err := listen(nil, true)
	require.NoError(t, err)
	defer s.close()
	require.Eventually(t, func() bool { return hello(s.address) == "" && s.connections() == 1 }, away/2, time.Millisecond)
	require.Eventually(t, func() bool { return hello(s.address) == greeting }, 3*away, 100*time.Millisecond)
}

// Where an entry is not aligned Linux stops reading, and boots without a console.
func TestArchive(t *testing.T) {
	var a archive
	a.directory("dev")
	a.device("dev/console", 5, 1)
	a.text("steps", "clear\n")
	name := filepath.Join(t.TempDir(), "initramfs")
	require.NoError(t, a.write(name))
	packed, err := os.ReadFile(name)
	require.NoError(t, err)
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	data, err := io.ReadAll(zip)
	require.NoError(t, err)
	require.Equal(t, 4, bytes.Count(data, []byte("070701")))
	for i := range data {
		if bytes.HasPrefix(data[i:], []byte("070701")) {
			require.Zero(t, i%4)
		}
	}
	require.Contains(t, string(data), "000021800000000000000000000000010000000000000000000000000000000000000005000000010000000c00000000dev/console\x00")
}

// hello is what a server says first.
func hello(address string) string {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return ""
	}
	defer conn.Close()
	word := make([]byte, len(greeting))
	n, _ := io.ReadFull(conn, word)
	return string(word[:n])
}
