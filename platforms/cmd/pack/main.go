// Command pack makes an archive of a directory, the same bytes every time.
//
//	pack deb DIRECTORY OUTPUT   a Debian package of DIRECTORY/control and DIRECTORY/data
//	pack ipk DIRECTORY OUTPUT   an OpenWrt package of the same
//	pack tar DIRECTORY OUTPUT   DIRECTORY as a .tar.gz, below its own name
//
// Names are sorted, everything is root's, what its owner may execute is 0755 and the
// rest 0644, and all times are SOURCE_DATE_EPOCH (1970 if not set). In DIRECTORY/control
// the file of that name, the description, gets its Installed-Size.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	if len(os.Args) != 4 {
		usage()
	}
	kind, dir, output := os.Args[1], os.Args[2], os.Args[3]
	var data []byte
	stamp, err := epoch()
	if err == nil {
		switch kind {
		case "deb":
			data, err = deb(dir, stamp)
		case "ipk":
			data, err = ipk(dir, stamp)
		case "tar":
			data, err = tarball{stamp, filepath.Base(dir) + "/"}.directory(dir)
		default:
			usage()
		}
	}
	if err == nil {
		err = os.WriteFile(output, data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: pack deb|ipk|tar DIRECTORY OUTPUT")
	os.Exit(2)
}

// epoch is the time that all files get.
func epoch() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return time.Unix(0, 0), nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH=%s: not seconds since 1970", text)
	}
	return time.Unix(seconds, 0), nil
}
