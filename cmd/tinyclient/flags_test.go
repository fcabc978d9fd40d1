package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachFlagIsOne(t *testing.T) {
	for _, flags := range [][]flag{allFlags, demoFlags} {
		for i, f := range flags {
			require.NotNil(t, f.set, f.name)
			require.Same(t, &flags[i], find(flags, f.name))
			if f.short != "" {
				require.Len(t, f.short, 1)
				require.Same(t, &flags[i], find(flags, f.short), f.short)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	on := func(*options, string) error { return nil }
	flags := []flag{{short: "l", name: "listen", set: on}, {short: "k", name: "keep", set: on}, {short: "w", name: "wait", arg: "TIME", set: on}}
	for _, test := range []struct {
		args     []string
		settings [][2]string
		words    []string
	}{
		{args: []string{}},
		{args: []string{"-lk", "x"}, settings: [][2]string{{"listen"}, {"keep"}}, words: []string{"x"}},
		{args: []string{"x", "--listen=no", "-w=3", "-wait", "-5"}, settings: [][2]string{{"listen", "no"}, {"wait", "3"}, {"wait", "-5"}}, words: []string{"x"}},
		{args: []string{"-", "", "--", "-l", "--"}, words: []string{"-", "", "-l", "--"}},
	} {
		settings, words, err := split(flags, test.args)
		require.NoError(t, err)
		require.Equal(t, test.words, words)
		require.Len(t, settings, len(test.settings))
		for i, s := range settings {
			require.Equal(t, test.settings[i], [2]string{s.name, s.value})
		}
	}
	for _, args := range [][]string{{"-x"}, {"-lx"}, {"-lw"}, {"-lk=yes"}, {"--"[:1] + "-x=1"}, {"-w"}, {"-=1"}} {
		_, _, err := split(flags, args)
		require.Error(t, err, args)
	}
}

func TestValues(t *testing.T) {
	var n int64
	for text, want := range map[string]int64{"1": 1, "9600": 9600, "64k": 64 << 10, "2M": 2 << 20, "1024G": 1 << 40} {
		require.NoError(t, setBytes(&n, text))
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", "0", "-1", "k", "1kk", "1kM", "1T", "1025G", "1.5k", "99999999999999999999"} {
		require.Error(t, setBytes(&n, text), text)
	}
	var on bool
	require.NoError(t, setToggle(&on, ""))
	require.True(t, on)
	require.NoError(t, setToggle(&on, "no"))
	require.False(t, on)
	require.Error(t, setToggle(&on, "maybe"))
}
