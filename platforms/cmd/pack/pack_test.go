package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

const description = "Package: thing\nVersion: 1.2\nArchitecture: armhf\nMaintainer: a <a@b.example>\nDescription: a thing\n of no use\n"

var stamp = time.Unix(1_700_000_000, 0)

// tree makes what a package is made of, with files of a size that is odd.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"control/control":    description,
		"data/usr/bin/thing": "#!/bin/sh\necho a thing\n",
		"data/etc/thing":     strings.Repeat("x", 1025),
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	require.NoError(t, os.Chmod(filepath.Join(dir, "data/usr/bin/thing"), 0o711))
	return dir
}

// entries reads a .tar.gz.
func entries(t *testing.T, packed []byte) (headers []*tar.Header, texts map[string]string) {
	t.Helper()
	texts = map[string]string{}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	for r := tar.NewReader(zip); ; {
		header, err := r.Next()
		if err == io.EOF {
			return headers, texts
		}
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		headers, texts[header.Name] = append(headers, header), string(text)
	}
}

func TestTheSameBytesFromAnyDirectory(t *testing.T) {
	for name, kind := range map[string]func(string, time.Time) ([]byte, error){"deb": deb, "ipk": ipk} {
		one, err := kind(tree(t), stamp)
		require.NoError(t, err, name)
		two, err := kind(tree(t), stamp)
		require.NoError(t, err, name)
		require.Equal(t, one, two, name)
		later, err := kind(tree(t), stamp.Add(time.Second))
		require.NoError(t, err, name)
		require.NotEqual(t, one, later, name)
	}
}

func TestTarball(t *testing.T) {
	packed, err := tarball{stamp, "top/"}.directory(filepath.Join(tree(t), "data"))
	require.NoError(t, err)
	headers, _ := entries(t, packed)
	var names []string
	for _, header := range headers {
		names = append(names, header.Name)
		require.Equal(t, stamp, header.ModTime)
		require.Zero(t, header.Uid+header.Gid)
		want := int64(0o644)
		if header.Typeflag == tar.TypeDir || header.Name == "top/usr/bin/thing" {
			want = 0o755
		}
		require.Equal(t, want, header.Mode, header.Name)
	}
	require.Equal(t, []string{"top/", "top/etc/", "top/etc/thing", "top/usr/", "top/usr/bin/", "top/usr/bin/thing"}, names)
}

func TestIpk(t *testing.T) {
	packed, err := ipk(tree(t), stamp)
	require.NoError(t, err)
	_, members := entries(t, packed)
	require.Equal(t, "2.0\n", members["./debian-binary"])
	_, control := entries(t, []byte(members["./control.tar.gz"]))
	require.Equal(t, strings.Replace(description, "Description:", "Installed-Size: 3\nDescription:", 1), control["./control"])
	_, data := entries(t, []byte(members["./data.tar.gz"]))
	require.Equal(t, "#!/bin/sh\necho a thing\n", data["./usr/bin/thing"])
}

func TestDebianReadsDeb(t *testing.T) {
	tool, err := exec.LookPath("dpkg-deb")
	if err != nil {
		leaktest.Missing(t, err)
	}
	packed, err := deb(tree(t), stamp)
	require.NoError(t, err)
	name := filepath.Join(t.TempDir(), "thing.deb")
	require.NoError(t, os.WriteFile(name, packed, 0o600))
	fields, err := exec.Command(tool, "--field", name, "Package", "Installed-Size").CombinedOutput()
	require.NoError(t, err, string(fields))
	require.Equal(t, "Package: thing\nInstalled-Size: 3\n", string(fields))
	out := t.TempDir()
	text, err := exec.Command(tool, "--extract", name, out).CombinedOutput()
	require.NoError(t, err, string(text))
	said, err := exec.Command(filepath.Join(out, "usr/bin/thing")).Output()
	require.NoError(t, err)
	require.Equal(t, "a thing\n", string(said))
}

func TestBadInput(t *testing.T) {
	_, err := deb(t.TempDir(), stamp)
	require.Error(t, err)
	dir := tree(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "control/control"), []byte("Package: thing\n"), 0o600))
	_, err = ipk(dir, stamp)
	require.ErrorContains(t, err, "no Description")
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	_, err = epoch()
	require.ErrorContains(t, err, "SOURCE_DATE_EPOCH=yesterday")
}
