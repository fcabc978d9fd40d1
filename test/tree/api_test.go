package tree

import (
	"strings"
	"testing"
)

// TestATagChangesNoAPI compares what the public packages offer with and without each
// tag, to the letter.
func TestATagChangesNoAPI(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows", "plan9"} {
		plain := apis(t, goos, "")
		if len(plain) < 8 || !strings.Contains(plain[Module+"/internet"], "func NewTCPServer(") || !strings.Contains(plain[Module+"/selector"], "type NewReader struct") {
			t.Fatal("the API is not what it is known to be")
		}
		for _, tag := range []string{"selector", "notls"} {
			for path, api := range apis(t, goos, tag) {
				if api != plain[path] {
					t.Errorf("%s: tag %s changes the API of %s: %s", goos, tag, path, differs(plain[path], api))
				}
			}
		}
	}
}

func apis(t *testing.T, goos, tags string) map[string]string {
	packages, err := List("../..", goos, tags)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, p := range packages {
		if Public(p) {
			if all[p.ImportPath], err = API(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// differs returns the first lines in which a and b differ.
func differs(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + " / " + y[i]
		}
	}
	return "one has more"
}
