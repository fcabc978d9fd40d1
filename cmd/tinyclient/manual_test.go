package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestManualHasAllFlags(t *testing.T) {
	page, err := os.ReadFile("tinyclient.1")
	require.NoError(t, err)
	for _, f := range allFlags {
		title := f.name
		if f.short != "" {
			title = f.short + " , " + f.name
		}
		require.Contains(t, string(page), "\n.It Fl "+title, f.name)
		require.Contains(t, helpText(), " -"+f.name)
	}
	for _, status := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "130"} {
		require.Contains(t, string(page), "\n.It "+status+"\n")
	}
}

// TestHelpBegins with what is enough for who knows netcat.
func TestHelpBegins(t *testing.T) {
	lines := strings.Split(helpText(), "\n")
	start := strings.Join(lines[:10], "\n")
	require.Empty(t, lines[10])
	for _, word := range []string{"usage: ", "nc -N", "-w ", " -l ", " -k ", "-r ", "-tls ", "Exit status: ", " 11 no name server"} {
		require.Contains(t, start, word)
	}
}
